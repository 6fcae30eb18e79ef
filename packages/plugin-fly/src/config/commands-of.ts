/** The commands in a file, split into words. */
import type { File } from './file.ts';
import type { Report } from './finding.ts';
import { orNone } from './machine-config.ts';
import type { MachineInit } from './machine-config.ts';
import { below } from './value.ts';
import { splitWords } from './words.ts';

/** Tells of every command that has no words because of its quotes. */
export function checkCommands(file: File, report: Report): void {
  const commands: readonly (readonly [string, string | undefined])[] = [
    ...Object.entries(file.processes ?? {}).map(([name, text]) => [below('processes', name), text] as const),
    ['deploy.release_command', file.deploy?.release_command],
    ['console_command', file.console_command],
  ];
  for (const [path, command] of commands) {
    const split = splitWords(command ?? '');
    if ('words' in split) continue;
    report.problem(
      path,
      `the command '${command}' cannot be split into words: ${split.wrong}`,
      'close the quotes',
    );
  }
}

/** How a group's machines start. An empty command leaves the image's own. */
export function initOf(file: File, group: string): MachineInit {
  const { experimental } = file;
  const command = Object.hasOwn(file.processes ?? {}, group) ? file.processes?.[group] : undefined;
  const words = command === undefined || command === '' ? undefined : wordsOf(command);
  return {
    cmd: orNone(words ?? experimental?.cmd),
    entrypoint: orNone(experimental?.entrypoint),
    exec: orNone(experimental?.exec),
    swap_size_mb: file.swap_size_mb,
  };
}

/** How the machine of the release command starts. */
export function releaseInitOf(file: File): MachineInit {
  return {
    cmd: orNone(wordsOf(file.deploy?.release_command ?? '')),
    entrypoint: orNone(file.experimental?.entrypoint),
    swap_size_mb: file.swap_size_mb,
  };
}

function wordsOf(command: string): readonly string[] {
  const split = splitWords(command);
  return 'words' in split ? split.words : [];
}
