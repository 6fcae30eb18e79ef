/** Whether somebody has put something else on a member since the fleet gave it an image. It only reads. */
import { readRecord } from '../../engine/resume-run.ts';
import { systemClock } from '../../engine/system.ts';
import { listRuns } from '../../journal/journal.ts';
import { readState } from '../../run-state/read-state.ts';
import type { StateStore } from '../../store/state-store.ts';
import type { Clock } from '../../words/context.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { digestOf } from '../lead/held-images.ts';
import { lastReleased } from './last-released.ts';
import type { FleetPlace, Member } from '../define/member.ts';
import { placeOf } from './member-secrets.ts';

/** What is asked with. */
export interface MovedSinceOptions {
  readonly environment: string;
  readonly env: FleetPlace['env'];
  /** The state of a member. */
  readonly stateOf: (app: string) => StateStore;
  /** Default: that of this machine. */
  readonly clock?: Clock | undefined;
}

/** A member that runs something else than the fleet gave it. */
export interface MovedMember {
  readonly app: string;
  /** What it runs, and what the fleet gave it, as half a sentence. */
  readonly because: string;
}

/** Members that are asked at the same time. */
const AT_ONCE = 8;
/** A platform may answer with what was true a moment ago, so a member that seems to have moved is asked once more, after so many ms. */
const AGAIN_MS = 3_000;

/**
 * The members that no longer run the image that the fleet gave them. The fleet's `running` says what a member serves; without it, or when it fails, the member's
 * ledger says what was released last. Where neither knows, nothing speaks against the member.
 *
 * @example
 * const members = [{ app: 'shop-acme', labels: {} }];
 * const image = 'registry.fly.io/shop@sha256:9f8e…';
 * const stateOf = (app: string) => fileStore(`.paintbox/state/${app}`);
 * const moved = await membersMoved(fleet, members, image, { environment: 'production', env: process.env, stateOf });
 */
export async function membersMoved(
  fleet: Fleet,
  members: readonly Member[],
  image: string,
  options: MovedSinceOptions,
): Promise<readonly MovedMember[]> {
  const found = await eachAtOnce(members, AT_ONCE, async (member) => {
    const because = await movedSince(fleet, member, image, options);
    return because === undefined ? [] : [{ app: member.app, because }];
  });
  return found.flat();
}

async function movedSince(
  fleet: Fleet,
  member: Member,
  image: string,
  { environment, env, stateOf, clock = systemClock }: MovedSinceOptions,
): Promise<string | undefined> {
  const store = stateOf(member.app);
  const given = await digestsOf(store, image);
  const place = { fleet: fleet.name, environment, env };
  const serves = async (): Promise<readonly string[] | undefined> => {
    try {
      return await fleet.running?.(member, await placeOf(fleet, member, place));
    } catch {
      return undefined;
    }
  };
  const first = await serves();
  if (first === undefined) return otherThan(given, await released(store));
  if (otherThan(given, first) === undefined) return undefined;
  await clock.sleep(AGAIN_MS);
  return otherThan(given, (await serves()) ?? first);
}

/** By its ledger; undefined when that knows no release. */
async function released(store: StateStore): Promise<readonly string[] | undefined> {
  const digest = await lastReleased(store);
  return digest === null ? undefined : [digest];
}

/** What runs beside what was given; undefined when that is nothing else, or not known. */
function otherThan(given: readonly string[], runs: readonly string[] | undefined): string | undefined {
  if (runs === undefined) return undefined;
  const other = [...new Set(runs)].filter((digest) => !given.includes(digest));
  if (runs.length > 0 && other.length === 0) return undefined;
  return `it runs ${other.join(' and ') || 'nothing'}, and the fleet gave it ${given.at(-1) ?? ''}`;
}

/** The digest in the name of the image, and the one that the member's own release of it has seen, which a registry may have resolved. */
async function digestsOf(store: StateStore, image: string): Promise<readonly string[]> {
  const named = digestOf(image) ?? image;
  for (const runId of (await listRuns(store)).toReversed()) {
    const { started } = await readState(store, runId);
    if (started?.params['image'] !== image) continue;
    const digest = (await readRecord(store, runId)).release?.imageDigest;
    if (digest != null) return [named, digest];
  }
  return [named];
}
