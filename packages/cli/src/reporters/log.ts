/** Every line as one object of JSON, in the shape in which the app logs: for log collectors that read deployer and app alike. */
import type { RunEvent } from '@paintbox/deploy-core';
import type { ErrorRecord } from '@paintbox/deploy-core/run';
import type { Output } from '../io.ts';
import { createPaint } from '../paint.ts';
import { endSentence } from './end-sentence.ts';
import type { ClosingContext } from './next-commands.ts';
import { createNarrator } from './narrator.ts';
import type { Reporter } from './reporter.ts';

/** The level of a line. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What every line has; more fields follow from the event. */
export interface LogLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly level: LogLevel;
  /** The type of the run event, or another topic. */
  readonly event: string;
  readonly run?: string;
  readonly stage?: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Writes one line. */
export function logLine(output: Output, line: LogLine): void {
  output.write(`${JSON.stringify(line)}\n`);
}

/** The fields an error adds to a line. */
export function errorFields(error: ErrorRecord | undefined): Readonly<Record<string, unknown>> {
  if (error === undefined) return {};
  return { code: error.code, ...(error.hint === null ? {} : { hint: error.hint }) };
}

/** The reporter for log collectors. */
export function logReporter(options: {
  readonly output: Output;
  readonly verbose: boolean;
  readonly closing: ClosingContext;
}): Reporter {
  const { output, closing } = options;
  const narrate = createNarrator(createPaint(false), options.verbose, closing.note);
  const say = (level: LogLevel, event: string, message: string, fields: object = {}): void =>
    logLine(output, { time: new Date().toISOString(), level, event, message, ...fields });
  return {
    name: 'log',
    handle(event) {
      const lines = narrate(event);
      // The last line is written when the record is complete.
      if (lines.length === 0 || event.type === 'run.ended') return;
      const message = lines.join('\n').replaceAll(/ {2,}/g, ' ').trim();
      logLine(output, {
        time: event.ts,
        level: levelOf(event),
        event: event.type,
        run: event.runId,
        ...('stage' in event ? { stage: event.stage } : {}),
        message,
        ...errorFields('error' in event ? event.error : undefined),
      });
    },
    aside: async (work) => work(),
    notice: (message) => say('warn', 'notice', message.replaceAll('\n', ' ').trim()),
    async conclude(record) {
      const { runId, status, exitCode, durationMs, url, note, error } = record;
      const why = error === undefined ? '' : `: ${error.code}: ${error.message}`;
      say(
        exitCode === 0 ? 'info' : status === 'cancelled' ? 'warn' : 'error',
        'run.ended',
        `${record.pipeline} ${endSentence(record)}${why}`,
        {
          run: runId,
          status,
          exitCode,
          durationMs,
          url,
          ...(note === undefined ? {} : { note }),
          ...(closing.recordedAt === undefined ? {} : { recordedAt: closing.recordedAt }),
          ...errorFields(error),
        },
      );
    },
    release: () => {},
    close: async () => {},
  };
}

function levelOf(event: RunEvent): LogLevel {
  switch (event.type) {
    case 'stage.log':
      return event.level;
    case 'stage.failed':
    case 'undo.failed':
    case 'verify.failed':
      return 'error';
    case 'stage.throttled':
    case 'stage.retrying':
    case 'stage.cancelled':
    case 'undo.started':
    case 'listener.failed':
      return 'warn';
    case 'effect.outcome':
      return event.outcome === 'done' ? 'info' : 'warn';
    case 'check': {
      const { verdict, critical } = event.check;
      if (verdict === 'pass' || verdict === 'skip') return 'info';
      return critical && verdict !== 'warn' ? 'error' : 'warn';
    }
    default:
      return 'info';
  }
}
