/** Finds the command in a command line: a pipeline of the config, or one that is built in. Names may have several words. */
import type { Pipeline } from '@paintbox/deploy-core';
import { GLOBAL_FLAGS, RUN_FLAGS, pipelineFlags } from '../arguments/flags.ts';
import type { Flag } from '../arguments/flags.ts';
import { nearest } from '../did-you-mean.ts';
import { commandMissing, commandTaken, commandUnfinished, unknownCommand } from '../errors.ts';
import { BUILT_IN } from './built-in.ts';
import type { BuiltIn } from './built-in.ts';

/** A command, in one shape for parser and help. */
export interface Command {
  readonly name: string;
  readonly describe: string;
  readonly flags: readonly Flag[];
  readonly operand: string | undefined;
  readonly does:
    | { readonly kind: 'pipeline'; readonly pipeline: Pipeline }
    | { readonly kind: 'plan'; readonly pipeline: Pipeline }
    | { readonly kind: 'built-in'; readonly builtIn: BuiltIn };
  /** True when the overview does not list it. */
  readonly hidden?: boolean | undefined;
}

/**
 * Every command: the pipelines first, in the order of the config.
 *
 * @throws DeployError `CLI_COMMAND_TAKEN`, `CLI_FLAG_TAKEN`
 */
export function allCommands(pipelines: readonly Pipeline[]): readonly Command[] {
  const builtIn = BUILT_IN.map((command): Command => ({
    name: command.name,
    describe: command.describe,
    flags: [...command.flags, ...GLOBAL_FLAGS],
    operand: command.operand,
    does: { kind: 'built-in', builtIn: command },
  }));
  const reserved = ['plan', 'fleet', ...BUILT_IN.map(({ name }) => name)];
  const taken = pipelines.find(({ name }) => reserved.includes(name.split(' ')[0] ?? ''));
  if (taken !== undefined) throw commandTaken(taken.name);
  const runs = pipelines.map((pipeline): Command => ({
    name: pipeline.name,
    describe: pipeline.describe,
    flags: [...pipelineFlags(pipeline), ...RUN_FLAGS, ...GLOBAL_FLAGS],
    operand: undefined,
    does: { kind: 'pipeline', pipeline },
  }));
  return [...runs, ...planCommands(pipelines), ...builtIn];
}

/** `plan` plans the pipeline that deploys, which is the first one. `plan keys rotate` plans another one, with its flags. */
function planCommands(pipelines: readonly Pipeline[]): readonly Command[] {
  const planOf = (pipeline: Pipeline, name: string): Command => ({
    name,
    describe: `what '${pipeline.name}' would do, reading only`,
    flags: [
      ...pipelineFlags(pipeline),
      ...RUN_FLAGS.filter((flag) => flag.name === 'app-url'),
      ...GLOBAL_FLAGS,
    ],
    operand: undefined,
    does: { kind: 'plan', pipeline },
  });
  const usual = pipelines.find(({ name }) => name === 'deploy') ?? pipelines[0];
  if (usual === undefined) return [];
  return [
    {
      ...planOf(usual, 'plan'),
      describe: `what '${usual.name}', or the PIPELINE named, would do, reading only`,
    },
    ...pipelines.map((pipeline) => ({ ...planOf(pipeline, `plan ${pipeline.name}`), hidden: true })),
  ];
}

/** Value flags of all commands, so that `--to v41 rollback` is parsed correctly before the command is known. */
export function allFlags(commands: readonly Command[]): readonly Flag[] {
  const flags = commands.flatMap((command) => command.flags);
  const disputed = new Set(
    flags
      .filter((flag) => flags.some((other) => other.name === flag.name && other.type !== flag.type))
      .map(({ name }) => name),
  );
  return flags.filter(
    (flag, index) => !disputed.has(flag.name) && flags.findIndex(({ name }) => name === flag.name) === index,
  );
}

/**
 * The command at the beginning of the words; the longest, if several match.
 *
 * @throws DeployError `CLI_COMMAND_MISSING`, `CLI_UNKNOWN_COMMAND`
 */
export function findCommand(words: readonly string[], commands: readonly Command[]): Command {
  const names = commands.map(({ name }) => name);
  const listed = commands.filter(({ hidden }) => hidden !== true).map(({ name }) => name);
  if (words[0] === undefined) throw commandMissing(listed);
  const typed = `${words.join(' ')} `;
  const fitting = commands.filter(({ name }) => typed.startsWith(`${name} `));
  const longest = fitting.toSorted((a, b) => b.name.length - a.name.length)[0];
  if (longest?.name === 'plan' && words.length > 1) {
    const plans = names.filter((name) => name.startsWith('plan '));
    throw unknownCommand(words.join(' '), nearest(words.join(' '), plans), plans);
  }
  if (longest !== undefined) return longest;
  const family = names.filter((name) => name.startsWith(`${words[0]} `));
  if (family.length > 0) {
    const near = words.length > 1 ? nearest(words.slice(0, 2).join(' '), family) : undefined;
    throw near === undefined
      ? commandUnfinished(words.join(' '), family)
      : unknownCommand(words.slice(0, 2).join(' '), near, family);
  }
  const near = nearest(words.join(' '), names) ?? nearest(words[0], names);
  throw unknownCommand(words[0], near, listed);
}
