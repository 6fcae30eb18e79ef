/** Completes the commands in hints. Errors name them in a short form; people need program, environment and config as typed where the run was started. */
import type { ErrorRecord } from './error.ts';
import type { EventBody } from './event.ts';

/** How commands are typed in one place. */
export interface CommandLine {
  /** The words a person types for `paintbox-deploy`: `npx -y pnpm@12 paintbox-deploy`. */
  readonly program: string;
  /** The flags that each command needs for the same environment and config: `--env staging`, `--config ../app.ts`. */
  readonly flags: readonly string[];
}

/** The default form of commands for an environment. Without a flag, a command means `production`. */
export function plainCommandLine(environment: string): CommandLine {
  return {
    program: 'paintbox-deploy',
    flags: environment === 'production' ? [] : [`--env ${environment}`],
  };
}

/**
 * A complete command.
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

/** Completes each command in backticks. A command that is already complete stays as it is. */
export function typedText(text: string, line: CommandLine): string {
  return text.replaceAll(
    /`paintbox-deploy(?: ([^`]*))?`/g,
    (_, words = '') => `\`${typed(String(words), line)}\``,
  );
}

/** Completes the commands in the hints of an error and of its problems. */
export function typedError(error: ErrorRecord, line: CommandLine): ErrorRecord {
  const { message, hint, problems } = error;
  return {
    ...error,
    message: typedText(message, line),
    hint: hint === null ? null : typedText(hint, line),
    ...(problems === undefined ? {} : { problems: problems.map((problem) => typedError(problem, line)) }),
  };
}

/** Completes the commands in an event's texts for people: its error, the hint of a check, a line of a log. */
export function typedEvent(body: EventBody, line: CommandLine): EventBody {
  if ('error' in body && body.error !== undefined) return { ...body, error: typedError(body.error, line) };
  if (body.type === 'stage.log') return { ...body, message: typedText(body.message, line) };
  if (body.type !== 'check' || body.check.hint === undefined) return body;
  return { ...body, check: { ...body.check, hint: typedText(body.check.hint, line) } };
}

/** Commands that have no environment. */
function aboutAPlace(words: string): boolean {
  return !/^(?:help|init|plugin new|schema|completion)\b|--help\b/.test(words);
}
