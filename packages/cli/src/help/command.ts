/** Help for one command, and for a group of commands. */
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';
import { GLOBAL_FLAGS } from '../arguments/flags.ts';
import type { Flag } from '../arguments/flags.ts';
import type { Command } from '../commands/find-command.ts';
import { wrapWords } from '../wrap.ts';
import { page, section, table } from './page.ts';
import type { PageStyle, Row } from './page.ts';

/** Help for one command. */
export function commandHelp(
  command: Command,
  style: PageStyle,
  line: CommandLine,
  environments: readonly string[],
): string {
  const own = command.flags.filter((flag) => !GLOBAL_FLAGS.includes(flag));
  const stages = command.does.kind === 'built-in' ? [] : command.does.pipeline.stages;
  const { about, exits = [] } = command.does.kind === 'built-in' ? command.does.builtIn : {};
  return page([
    command.describe === '' ? '' : wrapped(command.describe, style),
    about === undefined ? '' : wrapped(about, style),
    section(style, 'Usage', [`paintbox-deploy ${commandWords(command)} [FLAGS]`]),
    section(
      style,
      'Examples',
      examplesOf(command, environments).map((words) => typed(words, line)),
    ),
    own.length === 0 ? '' : table(style, 'Flags', flagRows(own)),
    exits.length === 0 ? '' : table(style, 'Exit codes', exits),
    table(style, 'Flags of every command', flagRows(GLOBAL_FLAGS)),
    stages.length === 0
      ? ''
      : table(
          style,
          'Stages',
          stages.map(({ name, body }) => [name, body.describe === name ? '' : body.describe]),
        ),
  ]);
}

function wrapped(text: string, { width }: PageStyle): string {
  return wrapWords(text, width, 0)
    .map((row) => `${row}\n`)
    .join('');
}

/** Help for commands that begin with the same word. */
export function groupHelp(
  name: string,
  commands: readonly Command[],
  style: PageStyle,
  line: CommandLine,
): string {
  const [first] = commands;
  return page([
    table(style, `Commands of '${name}'`, commandRows(commands)),
    section(style, 'More', [`${typed(`help ${first?.name ?? name}`, line)}   also for each of the others`]),
  ]);
}

/** Commands as rows of a table. */
export function commandRows(commands: readonly Command[]): readonly Row[] {
  return commands.map((command) => [commandWords(command), command.describe]);
}

/** Flags as rows of a table. */
export function flagRows(flags: readonly Flag[]): readonly Row[] {
  return flags.map((flag) => {
    const variable = flag.env === undefined ? '' : ` (variable ${flag.env})`;
    return [flagWords(flag), `${flag.describe}${variable}`];
  });
}

/** As a person types it: alone, and with what the command takes. A flag that needs another flag would make an example that fails. */
function examplesOf(command: Command, environments: readonly string[]): readonly string[] {
  if (command.does.kind === 'built-in') return command.does.builtIn.examples ?? [command.name];
  const other = environments.find((name) => name !== 'production');
  const sample = command.flags.find((flag) => flag.param !== undefined);
  return [
    command.name,
    ...(sample === undefined ? [] : [`${command.name} ${flagWords(sample)}`]),
    ...(other === undefined ? [] : [`${command.name} --env ${other}`]),
  ];
}

function commandWords(command: Command): string {
  if (command.name === 'plan') return 'plan [PIPELINE]';
  return command.operand === undefined ? command.name : `${command.name} ${command.operand}`;
}

function flagWords(flag: Flag): string {
  return flag.type === 'switch' ? `--${flag.name}` : `--${flag.name} ${flag.placeholder ?? 'VALUE'}`;
}
