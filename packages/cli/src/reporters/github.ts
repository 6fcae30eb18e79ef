/** For GitHub Actions: the plain lines in one group per stage, annotations for what went wrong, a step summary, and outputs for later jobs. */
import { appendFile } from 'node:fs/promises';
import type { RunEvent } from '@paintbox/deploy-core';
import type { ErrorRecord } from '@paintbox/deploy-core/run';
import { markdownReport } from '../reports/markdown.ts';
import { annotation, escapeData } from './annotation.ts';
import { closingLines } from './closing.ts';
import { writeGithubOutputs } from './github-outputs.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createNarrator } from './narrator.ts';
import type { TextReporterOptions } from './plain.ts';
import type { Reporter } from './reporter.ts';

/** The reporter for GitHub Actions. */
export function githubReporter(
  options: TextReporterOptions & {
    /** `$GITHUB_STEP_SUMMARY`. */
    readonly summaryFile?: string | undefined;
    /** `$GITHUB_OUTPUT`. */
    readonly outputFile?: string | undefined;
  },
): Reporter {
  const { output, paint } = options;
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
  };
  const narrate = createNarrator(paint, options.verbose, options.closing.note);
  /** A failed write must not change the result of the run. */
  const kept = async (
    what: string,
    file: string | undefined,
    write: (file: string) => Promise<void>,
  ): Promise<void> => {
    if (file === undefined || file === '') return;
    try {
      await write(file);
    } catch (error) {
      print([annotation('warning', what, `could not be written: ${String(error)}`)]);
    }
  };
  const heartbeat = createHeartbeat(options.heartbeatMs ?? 30_000, (line) => print([paint.dim(line)]));
  const groups = createGroups(print);
  return {
    name: 'github',
    handle(event) {
      heartbeat.see(event);
      const lines = [...narrate(event).map(defused), ...annotations(event)];
      if (lines.length > 0) heartbeat.printed();
      if (event.type === 'run.ended') {
        groups.end();
        heartbeat.stop();
      }
      groups.add(event, lines);
    },
    aside: async (work) => work(),
    async conclude(record) {
      print(closingLines(record, options.closing, paint).map(defused));
      if (record.error !== undefined) print([annotation('error', record.error.code, withHint(record.error))]);
      const { summaryFile, outputFile } = options;
      await kept('step summary', summaryFile, (file) => appendFile(file, `${markdownReport(record)}\n`));
      await kept('step outputs', outputFile, (file) => writeGithubOutputs(record, file));
    },
    release: () => heartbeat.stop(),
    close: async () => {
      groups.end();
      heartbeat.stop();
    },
  };
}

/** The runner obeys `::command::` at the start of any line and `##[command]` anywhere in it; text from elsewhere must not contain them. */
function defused(line: string): string {
  return line.replaceAll(/^(\s*):(?=:)/gm, '$1:\u200b').replaceAll('##[', '##\u200b[');
}

function annotations(event: RunEvent): readonly string[] {
  if (event.type === 'undo.failed' || event.type === 'verify.failed') {
    return [annotation('error', `${event.stage}: ${event.error.code}`, withHint(event.error))];
  }
  if (event.type === 'stage.log' && event.level === 'warn')
    return [annotation('warning', event.stage, event.message)];
  if (event.type !== 'check') return [];
  const { verdict, critical, id, message, hint } = event.check;
  if (verdict === 'pass' || verdict === 'skip') return [];
  const level = critical && verdict !== 'warn' ? 'error' : 'warning';
  return [annotation(level, `${id} (${verdict})`, hint === undefined ? message : `${message}\n${hint}`)];
}

function withHint(error: ErrorRecord): string {
  return [error.message, error.hint, ...(error.problems ?? []).map((problem) => `- ${problem.message}`)]
    .filter((line) => line !== null)
    .join('\n');
}

/** Groups cannot nest or mix, so the lines of a parallel stage are held until the other stage is done. */
function createGroups(print: (lines: readonly string[]) => void): {
  add(event: RunEvent, lines: readonly string[]): void;
  end(): void;
} {
  const waiting = new Map<string, string[]>();
  const over = new Set<string>();
  let front: string | undefined;
  const open = (stage: string): void => {
    front = stage;
    print([`::group::${escapeData(stage)}`, ...(waiting.get(stage) ?? [])]);
    waiting.delete(stage);
  };
  const close = (): void => {
    if (front === undefined) return;
    print(['::endgroup::']);
    over.delete(front);
    front = undefined;
    const next = [...waiting.keys()].find((stage) => over.has(stage)) ?? waiting.keys().next().value;
    if (next === undefined) return;
    open(next);
    if (over.has(next)) close();
  };
  const add = (event: RunEvent, lines: readonly string[]): void => {
    // Outside a group: lines of the run itself, and of stages that are not running.
    if (!('stage' in event) || (front === undefined && !event.type.endsWith('.started'))) {
      print(lines);
      return;
    }
    if (front === undefined) open(event.stage);
    if (front === event.stage) print(lines);
    else waiting.set(event.stage, [...(waiting.get(event.stage) ?? []), ...lines]);
    if (!/\.(succeeded|failed|skipped|cancelled)$/.test(event.type)) return;
    over.add(event.stage);
    if (front === event.stage) close();
  };
  const end = (): void => {
    close();
    if (front === undefined) over.clear();
    else end();
  };
  return { add, end };
}
