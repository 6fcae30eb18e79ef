/** The command line, from words to exit code, in this order: help, config, command, flags, place, run. */
import type { ExitCode } from '@paintbox/deploy-core/run';
import { parseCommand } from './arguments/arguments.ts';
import { GLOBAL_FLAGS } from './arguments/flags.ts';
import { hasSwitch, tokenize } from './arguments/tokens.ts';
import { commandLineOf } from './command-line.ts';
import { findAnywhere } from './commands/built-in.ts';
import { COMPLETE } from './commands/completion-scripts.ts';
import { allCommands, allFlags, findCommand } from './commands/find-command.ts';
import type { Command } from './commands/find-command.ts';
import { createInvocation } from './commands/invocation.ts';
import { loadConfig } from './config/load-config.ts';
import type { LoadedConfig } from './config/load-config.ts';
import { reason } from './errors.ts';
import { reportFailure } from './failure.ts';
import type { Io } from './io.ts';
import { createPaint, wantsColour } from './paint.ts';
import { cliVersion } from './version.ts';

/**
 * Runs one command line and returns the exit code; it neither exits nor throws.
 *
 * @example
 * process.exitCode = await main(['deploy', '--env', 'staging'], { ...process, cwd: process.cwd() });
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const startedAt = new Date();
  try {
    return await understand(argv, io);
  } catch (error) {
    return await reportFailure(error, argv, io, startedAt);
  }
}

async function understand(argv: readonly string[], io: Io): Promise<ExitCode> {
  if (argv[0] === COMPLETE) {
    return (await import('./commands/complete.ts')).complete(argv.slice(1), io);
  }
  if (hasSwitch(argv, 'version')) {
    io.stdout.write(`${cliVersion()}\n`);
    return 0;
  }
  const first = tokenize(argv, GLOBAL_FLAGS);
  const given = first.flags.find(({ name }) => name === 'config');
  // In `--config --json` the value is missing; the parser will report it.
  const configFile = given?.inline === false && given.value?.startsWith('-') ? undefined : given?.value;
  if (first.words[0] === 'help' || first.flags.some(({ name }) => name === 'help')) {
    return help(argv, io, configFile);
  }
  if (first.words.length === 0 && io.stdout.isTTY === true) {
    // A program that gives no command has made a mistake; a person is shown what to do.
    return (await import('./commands/start.ts')).start(
      parseCommand(argv, { command: '', flags: GLOBAL_FLAGS }, io.env),
      io,
    );
  }
  const bare = findAnywhere(first.words);
  if (bare !== undefined) {
    const flags = [...bare.flags, ...GLOBAL_FLAGS];
    const accepts = { command: bare.name, flags, operand: bare.operand };
    return bare.runAnywhere({ io, values: parseCommand(argv, accepts, io.env) });
  }
  const loaded = await loadConfig(io.cwd, configFile);
  const commands = allCommands(loaded.config.pipelines);
  const { words } = tokenize(argv, allFlags(commands));
  return perform(findCommand(words, commands), commands, argv, io, loaded);
}

async function perform(
  command: Command,
  commands: readonly Command[],
  argv: readonly string[],
  io: Io,
  loaded: LoadedConfig,
): Promise<ExitCode> {
  const { does } = command;
  const accepts = {
    command: command.name,
    flags: command.flags,
    params: does.kind === 'built-in' ? undefined : does.pipeline.params,
    operand: command.operand,
    elsewhere: commands.map(({ name, flags }) => ({ command: name, flags })),
  };
  const invocation = createInvocation(io, loaded, parseCommand(argv, accepts, io.env));
  switch (does.kind) {
    case 'pipeline':
      return (await import('./commands/run.ts')).run(invocation, does.pipeline);
    case 'plan':
      return (await import('./commands/plan.ts')).plan(invocation, does.pipeline);
    case 'built-in':
      if (does.builtIn.run === undefined) throw new TypeError(`'${command.name}' is answered before`);
      return does.builtIn.run(invocation);
    default:
      return does;
  }
}

/** Help works without a config, and then says why no pipelines are listed. */
async function help(argv: readonly string[], io: Io, configFile: string | undefined): Promise<ExitCode> {
  const paint = createPaint(wantsColour(io.stdout, io.env, hasSwitch(argv, 'no-color')));
  const loaded = await loadConfig(io.cwd, configFile).catch((error: unknown) => ({ problem: reason(error) }));
  const note =
    'problem' in loaded ? `The pipelines of the config are not listed: ${loaded.problem}` : undefined;
  const commands = allCommands('config' in loaded ? loaded.config.pipelines : []);
  const { words } = tokenize(argv, allFlags(commands));
  const { helpText } = await import('./help/help.ts');
  const width = io.stdout.isTTY === true ? io.stdout.columns : undefined;
  io.stdout.write(
    helpText(words[0] === 'help' ? words.slice(1) : words, commands, {
      style: { paint, width },
      line: commandLineOf({}, io.env),
      note,
      environments: 'config' in loaded ? Object.keys(loaded.config.environments) : [],
    }),
  );
  return 0;
}
