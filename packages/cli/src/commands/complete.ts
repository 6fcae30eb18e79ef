/** Completes a command line for a shell. Each line has a candidate, a tab, and a description. */
import type { DeployConfig, ExitCode } from '@paintbox/deploy-core/run';
import { GLOBAL_FLAGS } from '../arguments/flags.ts';
import type { Flag } from '../arguments/flags.ts';
import { tokenize } from '../arguments/tokens.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Io } from '../io.ts';
import { SCRIPTS } from './completion-scripts.ts';
import { allCommands, allFlags } from './find-command.ts';
import type { Command } from './find-command.ts';

interface Candidate {
  readonly word: string;
  readonly describe: string;
}

/** Prints the candidates for the last word. Never fails, because a shell cannot show an error here. */
export async function complete(typed: readonly string[], io: Io): Promise<ExitCode> {
  const before = typed.slice(0, -1);
  const unfinished = typed.at(-1) ?? '';
  const config = await configOf(before, io);
  const commands = allCommands(config?.pipelines ?? []);
  const found = candidates(before, unfinished, commands, config).filter(({ word }) =>
    word.startsWith(unfinished),
  );
  for (const { word, describe } of found) io.stdout.write(`${word}\t${describe}\n`);
  return 0;
}

async function configOf(before: readonly string[], io: Io): Promise<DeployConfig | undefined> {
  const file = tokenize(before, GLOBAL_FLAGS).flags.find(({ name }) => name === 'config')?.value;
  try {
    return (await loadConfig(io.cwd, file)).config;
  } catch {
    // Without a config the built-in commands still complete.
    return undefined;
  }
}

function candidates(
  before: readonly string[],
  unfinished: string,
  commands: readonly Command[],
  config: DeployConfig | undefined,
): readonly Candidate[] {
  const flags = allFlags(commands);
  const waiting = flags.find((flag) => flag.type === 'value' && before.at(-1) === `--${flag.name}`);
  if (waiting !== undefined) return valuesOf(waiting, config);
  const { words, flags: given } = tokenize(before, flags);
  const command = longest(words, commands);
  if (!unfinished.startsWith('-')) return nextWords(words, command, commands, config);
  return (command?.flags ?? GLOBAL_FLAGS)
    .filter((flag) => !given.some(({ name }) => name === flag.name))
    .map(({ name, describe }) => ({ word: `--${name}`, describe }));
}

/** The candidates after a flag; none where the shell completes better, such as files. */
function valuesOf(flag: Flag, config: DeployConfig | undefined): readonly Candidate[] {
  if (flag.name === 'env') {
    return Object.entries(config?.environments ?? {}).map(([word, { url }]) => ({ word, describe: url }));
  }
  if (flag.name === 'wave') {
    const waves = (config?.fleets ?? []).flatMap((fleet) =>
      fleet.waves.map(({ name }) => [name, fleet.name] as const),
    );
    return [...new Map(waves)].map(([word, fleet]) => ({ word, describe: `wave of ${fleet}` }));
  }
  return (flag.choices ?? []).map((word) => ({ word, describe: '' }));
}

/** The next words of command names that begin with the typed words. */
function nextWords(
  words: readonly string[],
  command: Command | undefined,
  commands: readonly Command[],
  config: DeployConfig | undefined,
): readonly Candidate[] {
  const typed = words.length === 0 ? '' : `${words.join(' ')} `;
  const next = new Map<string, string>();
  for (const { name, describe } of commands) {
    if (!name.startsWith(typed)) continue;
    const [word = '', more] = name.slice(typed.length).split(' ');
    if (word !== '' && (more === undefined || !next.has(word)))
      next.set(word, more === undefined ? describe : '');
  }
  if (command?.name === 'completion' && next.size === 0) {
    return Object.keys(SCRIPTS).map((word) => ({ word, describe: '' }));
  }
  if (command?.operand?.includes('FLEET') === true && words.length === command.name.split(' ').length) {
    return (config?.fleets ?? []).map(({ name }) => ({ word: name, describe: 'fleet' }));
  }
  return [...next].map(([word, describe]) => ({ word, describe }));
}

function longest(words: readonly string[], commands: readonly Command[]): Command | undefined {
  const typed = `${words.join(' ')} `;
  return commands
    .filter(({ name }) => typed.startsWith(`${name} `))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}
