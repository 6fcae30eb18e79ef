/** Tries the faults, one twin each, and notes which checks fired. */
import type { StageContext, Verdict } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { CHECK_GROUPS, idsOf } from '../suite/check-ids.ts';
import { headers } from '../checks/headers.ts';
import type { Target } from '../suite/probe.ts';
import { runSuite } from '../suite/run-suite.ts';
import { startSession } from '../suite/session.ts';
import type { Settings } from '../suite/resolve-options.ts';
import type { TwinFault } from './fault.ts';
import { firedChecks, notTriable } from './kills.ts';
import type { Kill } from './kills.ts';
import { startTwin } from './twin.ts';
import type { TwinWorld } from './twin.ts';

/** The inputs of all looks. */
export interface Proving {
  readonly ctx: StageContext;
  readonly settings: Settings;
  readonly world: TwinWorld;
  /** The expected app, without its address. */
  readonly wanted: Omit<Target, 'url' | 'baseline'>;
}

/** The results of the suite on a healthy twin, and its baseline. */
export interface Control {
  readonly url: string;
  readonly report: CheckReport;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly baseline: Target['baseline'];
}

/** How many twins run at the same time. For measurements, a twin runs alone. */
const AT_ONCE = 4;
/** Measurements run alone, because they need a quiet machine and take long. */
const MEASURING = ['latency', 'compare', 'load'] as const;
/** The checks that all others depend on. */
const GATE = ['accessibility', 'health', 'identity'];

/** Runs every check on a healthy twin. It stays up while `work` runs, which compares with it. */
export async function withControl<T>(proving: Proving, work: (control: Control) => Promise<T>): Promise<T> {
  const twin = await startTwin(proving.world, undefined);
  try {
    const baseline = await headersOf(proving, twin.url);
    const own = { ...proving.settings, compare: { ...proving.settings.compare, against: twin.url } };
    const report = await look({ ...proving, settings: own }, twin.url, baseline);
    const verdicts = new Map(report.checks.map(({ id, verdict }) => [id, verdict]));
    return await work({ url: twin.url, report, verdicts, baseline });
  } finally {
    await twin.close();
  }
}

/** Tries every fault that can be tried. */
export async function tryFaults(
  proving: Proving,
  control: Control,
  faults: readonly TwinFault[],
): Promise<readonly Kill[]> {
  const kills = new Map<string, Kill>();
  let done = 0;
  const attempt = async (fault: TwinFault): Promise<void> => {
    const notTried = notTriable(fault, control.verdicts);
    kills.set(
      fault.name,
      notTried === undefined ? await tryFault(proving, control, fault) : { fault, fired: [], notTried },
    );
    done += 1;
    proving.ctx.progress(`${done} of ${faults.length}: ${fault.name}`);
  };
  const quick = faults.filter(({ measured }) => measured !== true);
  const queue = [...quick];
  const worker = async (): Promise<void> => {
    for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) await attempt(fault);
  };
  await allOf(Array.from({ length: AT_ONCE }, worker));
  for (const fault of faults.filter((one) => !quick.includes(one))) await attempt(fault);
  return faults.flatMap(({ name }) => kills.get(name) ?? []);
}

async function tryFault(proving: Proving, control: Control, fault: TwinFault): Promise<Kill> {
  const twin = await startTwin(proving.world, fault);
  try {
    const settings = settingsFor(proving.settings, fault, control.url);
    const { checks } = await look({ ...proving, settings }, twin.url, control.baseline);
    return { fault, fired: firedChecks(control.verdicts, checks) };
  } finally {
    await twin.close();
  }
}

/** Skips checks that the fault cannot affect, and slow checks that cannot notice it. */
function settingsFor(settings: Settings, fault: TwinFault, against: string): Settings {
  const compare = { ...settings.compare, against };
  if (fault.measured !== true) return { ...settings, skip: new Set([...settings.skip, ...MEASURING]) };
  const meant = fault.meantFor.map((id) => id.split('.')[0] ?? id);
  const beside = CHECK_GROUPS.filter((group) => !meant.includes(group) && !GATE.includes(group));
  return { ...settings, compare, skip: new Set([...settings.skip, ...beside, 'identity.steady']) };
}

/** Logs of the twin are not results of this run. */
function look(
  { ctx, settings, wanted }: Proving,
  url: string,
  baseline: Target['baseline'],
): Promise<CheckReport> {
  const quiet = { ...ctx, check: () => {}, progress: () => {}, log: { ...ctx.log, warn: () => {} } };
  return runSuite(quiet, settings, { ...wanted, url, baseline });
}

async function headersOf({ ctx, settings, wanted }: Proving, url: string): Promise<Target['baseline']> {
  const target: Target = { ...wanted, url };
  const { tools } = startSession({ ...ctx, check: () => {}, progress: () => {} }, settings, target);
  const known = new Set<string>(idsOf('headers'));
  const seen = (await headers(target, tools)).filter(
    ({ id }) => known.has(id) && id !== 'headers.regression',
  );
  return {
    missing: null,
    build: wanted.expectedBuild ?? null,
    headers: Object.fromEntries(seen.map(({ id, verdict }) => [id, verdict])),
    samplesMs: {},
  };
}

/** Waits for all, so that no twin outlives the stage; then throws the first error. */
async function allOf(running: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(running);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
}
