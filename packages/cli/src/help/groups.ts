/** The commands in groups, by what a person wants to do. */
import type { Command } from '../commands/find-command.ts';
import { mayChange } from '../may-change.ts';

/** A group of the overview. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}

const ORDER = ['Deploy', 'Look', 'Fleets', 'Set up', 'Write stages and plugins'] as const;

/** The groups that are not empty. Commands of several words that share the first are a group: `keys check`, `keys rotate`. */
export function groupsOf(commands: readonly Command[]): readonly CommandGroup[] {
  const shown = commands.filter(({ hidden }) => hidden !== true);
  const titleOf = (command: Command): string =>
    command.does.kind !== 'built-in' && familyOf(command, shown).length > 1
      ? capital(firstWord(command))
      : usualGroup(command);
  const titles = new Set(shown.map(titleOf));
  const families = [...titles].filter((title) => !ORDER.some((usual) => usual === title));
  const [deploy, look, ...rest] = ORDER;
  return [deploy, look, ...families, ...rest]
    .filter((title) => titles.has(title))
    .map((title) => ({ title, commands: shown.filter((command) => titleOf(command) === title) }));
}

/** The commands whose names begin with these words, when the words are no whole command. */
export function commandsBelow(words: readonly string[], commands: readonly Command[]): readonly Command[] {
  const typed = words.join(' ');
  if (commands.some(({ name }) => name === typed)) return [];
  return commands.filter(({ name, hidden }) => hidden !== true && name.startsWith(`${typed} `));
}

/** The group of the overview whose title has all these words, when no command is called so: `look`, `set-up`, `plugins`. */
export function groupNamed(asked: readonly string[], commands: readonly Command[]): CommandGroup | undefined {
  if (commands.some(({ name }) => name === asked.join(' '))) return undefined;
  const words = asked.flatMap((word) => word.toLowerCase().split('-'));
  return groupsOf(commands).find(({ title }) => {
    const names = title.toLowerCase().split(' ');
    return words.every((word) => names.includes(word));
  });
}

function familyOf(command: Command, all: readonly Command[]): readonly Command[] {
  if (!command.name.includes(' ')) return [];
  return all.filter(({ name }) => name.includes(' ') && name.startsWith(`${firstWord(command)} `));
}

/** What a pipeline changes decides where it is listed, and not its name. */
function usualGroup({ does }: Command): (typeof ORDER)[number] {
  if (does.kind === 'built-in') return does.builtIn.group;
  return does.kind === 'plan' || mayChange(does.pipeline) ? 'Deploy' : 'Look';
}

function firstWord({ name }: Command): string {
  return name.split(' ')[0] ?? name;
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
