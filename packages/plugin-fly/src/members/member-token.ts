/** A token of its own for each member of a fleet. */
import type { FleetPlace, Member } from '@paintbox/deploy-core/fleet';

/** Gives a token of Fly.io that may change the app of the member. */
export type TokenSource = (member: Member, place: FleetPlace) => Promise<string>;

/**
 * Runs each member with a token of its own instead of the one that its worker has, for `secrets` of a fleet. The least that serves is a deploy token of that app.
 *
 * @example
 * const secrets = memberToken(async ({ app }) => readFile(`/run/secrets/${app}`, 'utf8'));
 */
export function memberToken(
  source: TokenSource,
): (member: Member, place: FleetPlace) => Promise<Readonly<Record<string, string>>> {
  return async (member, place) => {
    const token = (await source(member, place)).trim();
    // The first one beats the second, as with flyctl: one that the worker has would count instead.
    return { FLY_ACCESS_TOKEN: token, FLY_API_TOKEN: token };
  };
}
