/** Help for all commands, on about one screen. */
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine } from '@paintbox/deploy-core/run';
import { GLOBAL_FLAGS } from '../arguments/flags.ts';
import type { Command } from '../commands/find-command.ts';
import { commandRows, flagRows } from './command.ts';
import { groupsOf } from './groups.ts';
import { page, section, table } from './page.ts';
import type { PageStyle, Row } from './page.ts';
import { TOPICS } from './topics.ts';

/** Help for all commands. `note` says why pipelines are missing from the list, if they are. */
export function overview(
  commands: readonly Command[],
  style: PageStyle,
  line: CommandLine,
  known: { readonly note: string | undefined; readonly environments: readonly string[] },
): string {
  return page([
    section(style, 'Usage', ['paintbox-deploy COMMAND [FLAGS]', 'paintbox-deploy help COMMAND|GROUP']),
    known.note === undefined ? '' : `${known.note}\n`,
    ...groupsOf(commands).map(({ title, commands: members }) => table(style, title, commandRows(members))),
    table(style, 'Flags of every command', flagRows(GLOBAL_FLAGS)),
    table(
      style,
      'More',
      TOPICS.map(({ name, describe }) => [`help ${name}`, describe]),
    ),
    table(style, 'Examples', examples(commands, line, known.environments)),
  ]);
}

function examples(
  commands: readonly Command[],
  line: CommandLine,
  environments: readonly string[],
): readonly Row[] {
  const other = environments.find((name) => name !== 'production');
  const has = (name: string): boolean => commands.some((command) => command.name === name);
  const wanted: readonly Row[] = has('deploy')
    ? [
        ['plan', 'what a deploy would do'],
        ['deploy', ''],
        ...(other === undefined ? [] : [[`deploy --env ${other}`, 'the same pipeline elsewhere'] as const]),
        ['explain', 'why the newest run ended as it did, and what to do'],
        ...(has('rollback') ? [['rollback', 'back to the last stable release'] as const] : []),
      ]
    : [
        ['init', 'write a config from what is in this folder'],
        ['explain CHECKS_FAILED', 'what an error code means'],
      ];
  return wanted.map(([command, means]): Row => [typed(command, line), means]);
}
