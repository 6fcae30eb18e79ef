/** The input of every command: its place, the typed words and flags, and its outputs. */
import { dirname, join } from 'node:path';
import { fileStore } from '@paintbox/deploy-core/run';
import type { Pipeline, StateStore } from '@paintbox/deploy-core';
import type { DeployConfig, RunOptions } from '@paintbox/deploy-core/run';
import type { GivenValues } from '../arguments/arguments.ts';
import { commandLineOf } from '../command-line.ts';
import { resolvePlace, shownPath } from '../config/environment.ts';
import type { Workplace } from '../config/environment.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { conflict } from '../errors.ts';
import type { Io } from '../io.ts';
import type { ClosingContext } from '../reporters/next-commands.ts';
import type { ReporterName } from '../reporters/choose-reporter.ts';

/** One parsed call of the command line. */
export interface Invocation {
  readonly io: Io;
  readonly config: DeployConfig;
  readonly values: GivenValues;
  readonly place: Workplace;
  readonly store: StateStore;
  readonly json: boolean;
  readonly reporter: ReporterName;
  readonly closing: ClosingContext;
}

/**
 * Resolves the typed words and flags with config and environment.
 *
 * @throws DeployError `CLI_CONFLICT`, and those of `resolvePlace`.
 */
export function createInvocation(io: Io, loaded: LoadedConfig, values: GivenValues): Invocation {
  const { values: given, switches } = values;
  const json = switches.has('json');
  // The parser has checked the choices.
  const reporter = (given['reporter'] ?? 'auto') as ReporterName;
  if (json && reporter === 'jsonl') {
    throw conflict('--json and --reporter jsonl both print on stdout', 'leave one of them out');
  }
  const place = resolvePlace({
    config: loaded.config,
    configFile: loaded.file,
    cwd: io.cwd,
    env: io.env,
    environment: given['env'],
    appUrl: given['app-url'],
  });
  const shared = sharedStore(loaded.config, place, io);
  return {
    io,
    config: loaded.config,
    values,
    place,
    store: shared ?? fileStore(place.stateFolder),
    json,
    reporter,
    closing: {
      recordedAt: shared?.describe ?? shownPath(place.stateFolder, io.cwd),
      reportDir: given['report-dir'],
      note: place.note,
      commandLine: commandLineOf({ env: given['env'], config: given['config'] }, io.env),
    },
  };
}

/** The store of the config. A state folder from the variable wins over it. */
function sharedStore(
  config: DeployConfig,
  place: Pick<Workplace, 'app' | 'name'>,
  { env }: Io,
): StateStore | undefined {
  if ((env['PAINTBOX_STATE_DIR'] ?? '') !== '') return undefined;
  return config.state?.({ app: place.app, environment: place.name, env });
}

/** The state of another app in the environment of the call. */
export function storeOf({ config, place, io }: Invocation, app: string): StateStore {
  const root = dirname(dirname(place.stateFolder));
  return sharedStore(config, { app, name: place.name }, io) ?? fileStore(join(root, app, place.name));
}

/** The options of every run or plan of a pipeline. */
export function runBasics(invocation: Invocation, pipeline: Pipeline, signal: AbortSignal): RunOptions {
  const { io, config, place, store, values, closing } = invocation;
  return {
    pipeline,
    pipelines: config.pipelines,
    environment: { name: place.name, app: place.app, url: place.url, note: place.note },
    store,
    params: values.params,
    env: io.env,
    signal,
    commandLine: closing.commandLine,
  };
}
