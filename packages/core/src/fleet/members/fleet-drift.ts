/** Which members do not run what their own ledgers say. It only reads. */
import type { StateStore } from '../../store/state-store.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { fleetInvalid } from '../errors.ts';
import { freezeMembers } from '../plan/freeze-members.ts';
import { lastReleased } from './last-released.ts';
import { placeOf } from './member-secrets.ts';
import type { FleetPlace, Member } from '../define/member.ts';

/** What a member is found to run. */
export interface MemberDrift {
  readonly app: string;
  /** `new`: no release of it is recorded. `unknown`: it could not be asked. */
  readonly found: 'same' | 'drifted' | 'new' | 'unknown';
  /** The digest that its ledger says; null when it has none. */
  readonly expected: string | null;
  /** The digests that serve. */
  readonly running: readonly string[];
  /** Why it could not be asked; empty otherwise. */
  readonly because: string;
}

/** What is asked with. */
export interface FleetDriftOptions {
  readonly environment: string;
  readonly env: FleetPlace['env'];
  /** The state of a member. */
  readonly stateOf: (app: string) => StateStore;
}

/** Members that are asked at the same time. */
const AT_ONCE = 8;

/**
 * Asks every member, also those that plans leave out.
 *
 * @throws DeployError `FLEET_INVALID` when the fleet does not say how to ask, `FLEET_MEMBERS`.
 */
export async function fleetDrift(
  fleet: Fleet,
  { environment, env, stateOf }: FleetDriftOptions,
): Promise<readonly MemberDrift[]> {
  const { running } = fleet;
  if (running === undefined)
    throw fleetInvalid(fleet.name, ["it does not say what its members run: give 'running'"]);
  const place = { fleet: fleet.name, environment, env };
  const { members } = await freezeMembers({ ...fleet, skip: [] }, place, 0, undefined);
  return eachAtOnce(members, AT_ONCE, (member) =>
    ask(member, async () => running(member, await placeOf(fleet, member, place)), stateOf(member.app)),
  );
}

/** One that cannot be asked hides no other. */
async function ask(
  { app }: Member,
  running: () => Promise<readonly string[]>,
  store: StateStore,
): Promise<MemberDrift> {
  try {
    const expected = await lastReleased(store);
    const digests = [...new Set(await running())];
    const same = digests.length === 1 && digests[0] === expected;
    const found = expected === null ? 'new' : same ? 'same' : 'drifted';
    return { app, found, expected, running: digests, because: '' };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { app, found: 'unknown', expected: null, running: [], because };
  }
}
