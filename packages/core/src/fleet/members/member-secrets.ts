/** What is read for the runs of one member, and for nothing else. */
import type { RunOptions } from '../../engine/run-options.ts';
import { systemClock } from '../../engine/system.ts';
import type { Clock } from '../../words/context.ts';
import { isDeployError } from '../../words/error.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { secretsEmpty, secretsUnread } from '../errors.ts';
import type { FleetPlace, Member } from '../define/member.ts';

/** Waits before it is asked again, in ms. */
const AGAIN_MS = [2_000, 10_000, 30_000];

/** How it is asked. */
export interface ReadSecretsOptions {
  readonly clock?: Clock | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The variables of a member; none where the fleet has no secrets. What may succeed a moment later is asked again.
 *
 * @throws DeployError `FLEET_SECRETS`
 */
export async function readSecrets(
  { secrets }: Pick<Fleet, 'secrets'>,
  member: Member,
  place: FleetPlace,
  { clock = systemClock, signal }: ReadSecretsOptions = {},
): Promise<Readonly<Record<string, string>>> {
  if (secrets === undefined) return {};
  for (let tries = 0; ; tries += 1) {
    try {
      return whole(member.app, await secrets(member, place));
    } catch (error) {
      const waitMs = isDeployError(error) && error.transient ? AGAIN_MS[tries] : undefined;
      if (waitMs === undefined) throw secretsUnread(member.app, error);
      await clock.sleep(waitMs, signal);
    }
  }
}

/** What a run of the member reads its variables with: once, although settling a dead run of the member needs them as well. */
export function secretsOf(
  fleet: Pick<Fleet, 'secrets'>,
  member: Member,
  place: FleetPlace,
  options: ReadSecretsOptions,
): RunOptions['secrets'] {
  if (fleet.secrets === undefined) return undefined;
  let read: ReturnType<typeof readSecrets> | undefined;
  return () => (read ??= readSecrets(fleet, member, place, options));
}

/** The place as a member is asked in it: with its own variables. */
export async function placeOf(
  fleet: Pick<Fleet, 'secrets'>,
  member: Member,
  place: FleetPlace,
): Promise<FleetPlace> {
  return { ...place, env: { ...place.env, ...(await readSecrets(fleet, member, place)) } };
}

/** An empty token would let another one of the environment count. */
function whole(app: string, given: unknown): Readonly<Record<string, string>> {
  const named = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  const empty = named.filter(([, value]) => typeof value !== 'string' || value.trim() === '');
  if (named.length === 0) throw secretsEmpty(app, 'it names no variable');
  if (empty.length > 0) throw secretsEmpty(app, `nothing for ${empty.map(([name]) => name).join(', ')}`);
  return Object.fromEntries(named);
}
