/** Commands in hints, as they are typed where a run was started: the short form that an error names is made whole here. */
import type { ErrorRecord } from './error.ts';
import type { EventBody } from './event.ts';

/** How commands are typed in one place. */
export interface CommandLine {
  /** What a person types for `paintbox-deploy`: `npx -y pnpm@12 paintbox-deploy`. */
  readonly program: string;
  /** What each command needs to be about the same place: `--env staging`, `--config ../app.ts`. */
  readonly flags: readonly string[];
}

/** How commands are typed about an environment when nobody says it better: `production` is what a command takes without a flag. */
export function plainCommandLine(environment: string): CommandLine {
  return {
    program: 'paintbox-deploy',
    flags: environment === 'production' ? [] : [`--env ${environment}`],
  };
}

/**
 * A command, whole.
 *
 * @example
 * typed('resume 20261123-1', { program: 'paintbox-deploy', flags: ['--env staging'] });
 * // 'paintbox-deploy resume 20261123-1 --env staging'
 */
export function typed(words: string, { program, flags }: CommandLine): string {
  const missing = aboutAPlace(words)
    ? flags.filter((flag) => !words.split(' ').includes(flag.split(' ')[0] ?? ''))
    : [];
  return [program, words, ...missing].filter((part) => part !== '').join(' ');
}

/** A text with each command that stands in backticks made whole. What is whole already stays as it is. */
export function typedText(text: string, line: CommandLine): string {
  return text.replaceAll(
    /`paintbox-deploy(?: ([^`]*))?`/g,
    (_, words = '') => `\`${typed(String(words), line)}\``,
  );
}

/** An error whose hints name whole commands, also those of its problems. */
export function typedError(error: ErrorRecord, line: CommandLine): ErrorRecord {
  const { message, hint, problems } = error;
  return {
    ...error,
    message: typedText(message, line),
    hint: hint === null ? null : typedText(hint, line),
    ...(problems === undefined ? {} : { problems: problems.map((problem) => typedError(problem, line)) }),
  };
}

/** An event whose words to a person name whole commands: its error, the hint of a check, a line of a log. */
export function typedEvent(body: EventBody, line: CommandLine): EventBody {
  if ('error' in body && body.error !== undefined) return { ...body, error: typedError(body.error, line) };
  if (body.type === 'stage.log') return { ...body, message: typedText(body.message, line) };
  if (body.type !== 'check' || body.check.hint === undefined) return body;
  return { ...body, check: { ...body.check, hint: typedText(body.check.hint, line) } };
}

/** What only teaches, or begins something, is about no place. */
function aboutAPlace(words: string): boolean {
  return !/^(?:help|init|plugin new|schema|completion)\b|--help\b/.test(words);
}
