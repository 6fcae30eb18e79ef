/** Runs a small pipeline with channels, against services on loopback. */
import { definePipeline, dynamic, stage } from '@paintbox/deploy-core';
import { runPipeline } from '@paintbox/deploy-core/run';
import type { ListenerSource, Listener, Pipeline, RunEvent, StateStore } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { DeployError } from '@paintbox/deploy-core';
import { memoryStore } from '@paintbox/deploy-core/testing';

/** What a run is made with. */
export interface RigOptions {
  readonly listeners: readonly (Listener | ListenerSource)[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly store?: StateStore;
  readonly pipeline?: Pipeline;
  /** Where the run comes from. */
  readonly source?: RunRecord['source'];
  /** The hand-out of a fleet that the run is for. */
  readonly handOut?: string;
}

/** A run and what it said. */
export interface Rigged {
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
  /** Why listeners failed: `NAME CODE`. */
  readonly failures: readonly string[];
  readonly store: StateStore;
}

const CHANGE = {
  describe: 'change it',
  apply: async () => null,
  observe: async () => ({ status: 'not-done' as const }),
};

/** A pipeline that changes something, and fails with the error if one is given. */
export function deployPipeline(error?: DeployError): Pipeline {
  const change = stage({
    name: 'demo.change',
    irreversible: 'it is only a test',
    run: async (_inputs, ctx) => void (await ctx.effect('change', CHANGE)),
  });
  const check = stage({
    name: 'demo.check',
    run() {
      if (error !== undefined) throw error;
    },
  });
  return definePipeline('deploy', [change, check]);
}

/** What was typed cannot be run. */
export function wrongUsage(): DeployError {
  return new DeployError('DEMO_USAGE', 'leave one of them out', { exitCode: 2 });
}

/** A pipeline that would change something, and refuses what was typed before it does. */
export function refusedPipeline(): Pipeline {
  const refuse = stage({
    name: 'demo.refuse',
    run() {
      throw wrongUsage();
    },
  });
  return definePipeline('deploy', dynamic([refuse, ...deployPipeline().stages]));
}

/** A pipeline that only looks. */
export function lookPipeline(error?: DeployError): Pipeline {
  const look = stage({
    name: 'demo.look',
    run() {
      if (error !== undefined) throw error;
    },
  });
  return definePipeline('validate', [look]);
}

/** An error as a stage would throw it. */
export function broken(message: string, hint = 'mend it'): DeployError {
  return new DeployError('DEMO_BROKEN', message, { hint });
}

/** Runs a pipeline. */
export async function run(options: RigOptions): Promise<Rigged> {
  const events: RunEvent[] = [];
  const store = options.store ?? memoryStore();
  const record = await runPipeline({
    pipeline: options.pipeline ?? deployPipeline(),
    environment: { name: 'production', app: 'paintbox', url: 'https://paintbox.example' },
    store,
    env: options.env ?? {},
    source: options.source,
    handOut: options.handOut,
    listeners: [{ name: 'events', handle: (event) => void events.push(event) }, ...options.listeners],
  });
  // A failure that is known only after the verdict is said a moment later.
  await new Promise((resolve) => setImmediate(resolve));
  const failures = events.flatMap((event) =>
    event.type === 'listener.failed' ? [`${event.listener} ${event.error.code}`] : [],
  );
  return { record, events, failures, store };
}

/** The ids of what a channel still owes. */
export async function owed(store: StateStore, channel: string): Promise<readonly string[]> {
  const prefix = `notify/${channel}/outbox/`;
  return (await store.list(prefix)).map((key) => key.slice(prefix.length));
}
