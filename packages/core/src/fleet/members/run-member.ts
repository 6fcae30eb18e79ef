/** A worker's part: runs one member for a hand-out, with the pipelines of the config. */
import type { RunOptions } from '../../engine/run-options.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { Pipeline } from '../../words/pipeline.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { addressesMissing, memberUndecided } from '../errors.ts';
import type { HandedOut } from '../hand-out/hand-out.ts';
import type { HandOutEnd } from '../lead/fleet-world.ts';
import { memberPipeline } from '../hand-out/member-pipelines.ts';
import { secretsOf } from './member-secrets.ts';
import { handOutEnd, runChosen } from './run-hand-out.ts';
import type { ChooseRun } from './run-hand-out.ts';
import { unlessMoved } from './unless-moved.ts';
import { versionBefore } from './way-back-of.ts';

/** How long a member waits for another run of its app, before it counts as moved, in ms. */
const LOCK_WAIT_MS = 60_000;

/** What members are run with. */
export interface RunMemberOptions extends Pick<
  RunOptions,
  'env' | 'listeners' | 'commandLine' | 'clock' | 'timeoutMs' | 'watchParent'
> {
  readonly fleet: Fleet;
  /** All pipelines of the config. */
  readonly pipelines: readonly Pipeline[];
  readonly environment: { readonly name: string; readonly note?: string | undefined };
  /** The state of a member in the fleet's environment. */
  readonly stateOf: (app: string) => StateStore;
}

/**
 * Runs the member until its run has a verdict, and says how that ended: releases the image, takes it back to what it replaced, or asks the suite. One that somebody has changed since is
 * not taken back: its run ends with `FLEET_MEMBER_MOVED`.
 *
 * @throws DeployError `FLEET_MEMBER_UNDECIDED` when its run has no verdict, because another worker has it; then it is to be tried again.
 */
export async function runMember(
  handed: HandedOut,
  options: RunMemberOptions,
  signal: AbortSignal,
): Promise<HandOutEnd> {
  const { fleet, pipelines, environment, stateOf, ...others } = options;
  const { app, labels = {}, url } = handed;
  if (url === undefined) throw addressesMissing(fleet.name, [app]);
  const store = stateOf(app);
  const place = { fleet: fleet.name, environment: environment.name, env: options.env ?? {} };
  const usual = memberPipeline(handed.goal, fleet, pipelines);
  const choose: ChooseRun = async (begun) => {
    const pipeline = handed.goal === 'back' ? await unlessMoved(handed, options, usual, begun) : usual;
    return { pipeline, params: await paramsOf(handed, pipeline, store) };
  };
  await runChosen(
    {
      ...others,
      pipeline: usual,
      pipelines,
      environment: { ...environment, app, url },
      store,
      secrets: secretsOf(fleet, { app, labels, url }, place, { clock: options.clock, signal }),
      signal,
      lockWaitMs: LOCK_WAIT_MS,
    },
    handed,
    choose,
  );
  const end = await handOutEnd(store, handed);
  if (end === undefined) throw memberUndecided(app);
  return end;
}

type GivenParams = Readonly<Record<string, string | boolean>>;

/** Nobody is there to ask, and a fleet has decided already: so a rollback neither asks nor assesses, and an image that is right after all is not refused. */
async function paramsOf(handed: HandedOut, pipeline: Pipeline, store: StateStore): Promise<GivenParams> {
  const { goal, image, again = false } = handed;
  if (goal === 'release') return releaseParams(pipeline, image, again);
  if (goal === 'ask') return {};
  const to = await versionBefore(store, image);
  return known(pipeline, to === undefined ? { emergency: true, force: true } : { to, force: true });
}

/** What the run of a release gets. */
export function releaseParams(pipeline: Pipeline, image: string, again: boolean): GivenParams {
  return { image, ...(again ? known(pipeline, { force: true }) : {}) };
}

function known({ params }: Pipeline, wanted: GivenParams): GivenParams {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => params[name] !== undefined));
}
