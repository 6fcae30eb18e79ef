/** Help: the commands, their flags and the exit codes. */
import { exitCodeMeans, exitCodes } from '@paintbox/deploy-core/run';
import type { Command } from './commands/find-command.ts';
import { GLOBAL_FLAGS, RUN_FLAGS } from './arguments/flags.ts';
import type { Flag } from './arguments/flags.ts';
import type { Paint } from './paint.ts';

const VARIABLES: readonly (readonly [string, string])[] = [
  ['PAINTBOX_APP_URL', "the app's address; --app-url beats it"],
  ['PAINTBOX_STATE_DIR', 'where records and locks are kept; default .paintbox beside the config'],
  ['FLY_APP', "the platform's name of the app"],
  ['FLYCTL_PATH', 'the flyctl executable'],
  ['FLY_API_TOKEN', "flyctl's token; FLY_ACCESS_TOKEN works too"],
  ['AWS_…', "the AWS SDK's own variables, endpoints included"],
  ['FORCE_ROLLBACK', 'true skips the question of a rollback'],
  ['NO_COLOR', 'prints without colour'],
];

/** Help for all commands. `note` says why pipelines are missing from the list, if they are. */
export function overview(commands: readonly Command[], paint: Paint, note: string | undefined): string {
  const first = commands.find(({ does }) => does.kind === 'pipeline');
  const example = first?.name ?? 'deploy';
  return page([
    section(paint, 'Usage', ['paintbox-deploy COMMAND [FLAGS]', 'paintbox-deploy COMMAND --help']),
    section(
      paint,
      'Commands',
      columns(
        commands
          .filter(({ hidden }) => hidden !== true)
          .map((command) => [words(command), command.describe] as const),
      ),
    ),
    note === undefined ? '' : `${note}\n`,
    section(paint, 'Flags of every command', flagLines(GLOBAL_FLAGS)),
    section(paint, 'Flags of commands that run', flagLines(RUN_FLAGS)),
    section(paint, 'Environment variables', columns(VARIABLES)),
    section(
      paint,
      'Exit codes',
      columns(exitCodes.map(({ code }) => [String(code), exitCodeMeans(code)] as const)),
    ),
    section(paint, 'Examples', [
      `paintbox-deploy ${example}`,
      `paintbox-deploy ${example} --env staging --json > record.json`,
      'paintbox-deploy show',
    ]),
  ]);
}

/** Help for one command. */
export function commandHelp(command: Command, paint: Paint): string {
  const own = command.flags.filter((flag) => !GLOBAL_FLAGS.includes(flag));
  // A flag that needs another flag would make an example that fails.
  const sample = own.find((flag) => flag.param !== undefined) ?? own.find((flag) => flag.type === 'value');
  const written = sample === undefined ? '' : ` ${flagWords(sample)}`;
  // Without the word that a command needs, the example would fail, too.
  const needed = command.operand?.startsWith('[') === false ? ` ${command.operand}` : '';
  const stages = command.does.kind === 'built-in' ? [] : command.does.pipeline.stages;
  return page([
    command.describe === '' ? '' : `${command.describe}\n`,
    section(paint, 'Usage', [`paintbox-deploy ${words(command)} [FLAGS]`]),
    own.length === 0 ? '' : section(paint, 'Flags', flagLines(own)),
    section(paint, 'Flags of every command', flagLines(GLOBAL_FLAGS)),
    stages.length === 0
      ? ''
      : section(paint, 'Stages', columns(stages.map((stage) => [stage.name, describeStage(stage)] as const))),
    section(paint, 'Example', [`paintbox-deploy ${command.name}${needed}${written}`]),
  ]);
}

function describeStage(stage: {
  readonly name: string;
  readonly body: { readonly describe: string };
}): string {
  return stage.body.describe === stage.name ? '' : stage.body.describe;
}

function words(command: Command): string {
  if (command.name === 'plan') return 'plan [PIPELINE]';
  return command.operand === undefined ? command.name : `${command.name} ${command.operand}`;
}

function flagLines(flags: readonly Flag[]): readonly string[] {
  return columns(
    flags.map((flag) => {
      const variable = flag.env === undefined ? '' : ` (variable ${flag.env})`;
      return [flagWords(flag), `${flag.describe}${variable}`] as const;
    }),
  );
}

function flagWords(flag: Flag): string {
  return flag.type === 'switch' ? `--${flag.name}` : `--${flag.name} ${flag.placeholder ?? 'VALUE'}`;
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.min(26, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`.trimEnd());
}

function section(paint: Paint, title: string, lines: readonly string[]): string {
  return `${paint.bold(title)}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function page(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
