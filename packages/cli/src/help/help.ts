/** Help for whatever was asked: nothing, a command, a group of commands, a topic. */
import type { CommandLine } from '@paintbox/deploy-core/run';
import { findCommand } from '../commands/find-command.ts';
import type { Command } from '../commands/find-command.ts';
import { commandHelp, groupHelp } from './command.ts';
import { commandsBelow, groupNamed } from './groups.ts';
import { overview } from './overview.ts';
import type { PageStyle } from './page.ts';
import { TOPICS } from './topics.ts';

/** The parts of the answer that do not depend on the question. */
interface HelpOptions {
  readonly style: PageStyle;
  /** How commands are typed here. */
  readonly line: CommandLine;
  /** Why pipelines are missing from the list, if they are. */
  readonly note: string | undefined;
  /** The environments of the config. */
  readonly environments: readonly string[];
}

/**
 * The text for the words after `help`.
 *
 * @throws DeployError `CLI_UNKNOWN_COMMAND`
 */
export function helpText(
  asked: readonly string[],
  commands: readonly Command[],
  { style, line, note, environments }: HelpOptions,
): string {
  if (asked.length === 0) return overview(commands, style, line, { note, environments });
  const topic = TOPICS.find(({ name }) => name === asked.join(' '));
  if (topic !== undefined) return topic.text(style);
  const below = commandsBelow(asked, commands);
  if (below.length > 0) return groupHelp(asked.join(' '), below, style, line);
  const group = groupNamed(asked, commands);
  if (group !== undefined) return groupHelp(group.title, group.commands, style, line);
  return commandHelp(findCommand(asked, commands), style, line, environments);
}
