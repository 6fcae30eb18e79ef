/** What to do now in this folder, for a person who typed no command. */
import { listRuns, lockStatus, readRecord, typed } from '@paintbox/deploy-core/run';
import type { ExitCode, RunningRecord, RunRecord } from '@paintbox/deploy-core/run';
import type { GivenValues } from '../arguments/arguments.ts';
import { commandLineOf } from '../command-line.ts';
import { shownPath } from '../config/environment.ts';
import { loadConfig } from '../config/load-config.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { reason } from '../errors.ts';
import { table } from '../help/page.ts';
import type { Row } from '../help/page.ts';
import type { Io } from '../io.ts';
import { createPaint, wantsColour } from '../paint.ts';
import { endSentence } from '../reporters/end-sentence.ts';
import { doingNow } from '../reporters/running.ts';
import { newestOfTheApp, newestOpenRun } from './find-run.ts';
import { createInvocation } from './invocation.ts';
import type { Invocation } from './invocation.ts';

interface Here {
  readonly facts: readonly Row[];
  /** The next commands, without the program, the best one first. */
  readonly next: readonly Row[];
}

/** Prints what is known about this folder and what to do next. */
export async function start(values: GivenValues, io: Io): Promise<ExitCode> {
  const given = values.values;
  const loaded = await loadConfig(io.cwd, given['config']).catch((error: unknown) => ({ problem: error }));
  const { facts, next } =
    'problem' in loaded ? withoutConfig(loaded.problem) : await withConfig(loaded, values, io);
  const line = commandLineOf({ env: given['env'], config: given['config'] }, io.env);
  const style = {
    paint: createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color'))),
    width: io.stdout.columns,
  };
  const rows = [...next, ['help', 'all commands'] as const].map(([words, why]): Row => [
    typed(words, line),
    why,
  ]);
  io.stdout.write(`${table(style, 'Here', facts)}\n${table(style, 'Next', rows)}`);
  return 0;
}

function withoutConfig(problem: unknown): Here {
  const isMissing = (problem as { readonly code?: unknown }).code === 'CONFIG_NOT_FOUND';
  return {
    facts: [['config', isMissing ? `none yet: ${reason(problem)}` : `cannot be used: ${reason(problem)}`]],
    next: isMissing ? [['init', 'writes a config from what is in this folder']] : [],
  };
}

async function withConfig(loaded: LoadedConfig, values: GivenValues, io: Io): Promise<Here> {
  const invocation = createInvocation(io, loaded, values);
  const { place, config } = invocation;
  const known = [
    ['config', shownPath(loaded.file, io.cwd)],
    ['app', `${place.app} at ${place.url}, environment ${place.name}`],
    ...(place.note === undefined ? [] : [['note', place.note] as const]),
  ] as const;
  const has = (name: string): boolean => config.pipelines.some((pipeline) => pipeline.name === name);
  const usual = has('deploy') ? 'deploy' : (config.pipelines[0]?.name ?? 'deploy');
  const { fact, next } = await lastRun(invocation, usual);
  return { facts: [...known, fact], next };
}

async function lastRun(
  invocation: Invocation,
  usual: string,
): Promise<{ readonly fact: Row; readonly next: readonly Row[] }> {
  const { store } = invocation;
  const deploy: readonly Row[] = [
    ['plan', `what '${usual}' would do, reading only`],
    [usual, ''],
  ];
  try {
    const lock = await lockStatus(store);
    if (lock?.held === true) {
      const { runId, pipeline } = lock.entry;
      return {
        fact: [
          'now',
          `run ${runId} (${pipeline}) is under way${lock.activity === undefined ? '' : `: ${lock.activity}`}`,
        ],
        next: [[`show ${runId}`, 'how far it is']],
      };
    }
    const dead = await newestOpenRun(store);
    if (dead !== undefined) {
      return {
        fact: ['last run', `${dead} has no verdict: its process is gone`],
        next: [
          [`resume ${dead}`, 'finishes it'],
          [`resume ${dead} --undo`, 'takes it back'],
        ],
      };
    }
    const newest = await newestOfTheApp(store, await listRuns(store));
    if (newest === undefined) {
      return {
        fact: ['last run', 'none yet'],
        next: [['doctor', 'what is missing, if anything'], ...deploy],
      };
    }
    const record = await readRecord(store, newest);
    return { fact: ['last run', ended(record)], next: [...after(record), ...deploy] };
  } catch (error) {
    return { fact: ['state', `cannot be read: ${reason(error)}`], next: [['doctor', 'what is missing']] };
  }
}

function ended(record: RunRecord | RunningRecord): string {
  const what =
    record.status === 'running'
      ? `${record.pipeline} is ${doingNow(record)}`
      : `${record.pipeline} ${endSentence(record)}`;
  return `${what} (${record.runId}, ${record.startedAt.slice(0, 16).replace('T', ' ')} UTC)`;
}

function after(record: RunRecord | RunningRecord): readonly Row[] {
  if (record.status === 'succeeded') return [];
  if (record.status === 'running') return [['show', 'how far it is']];
  return [['explain', 'why it ended so, and what to do']];
}
