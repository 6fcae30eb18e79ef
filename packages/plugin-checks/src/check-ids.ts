/** Every check of this plugin by id, and which of them decide about a release. */

/** The groups of checks that run together. */
export const CHECK_GROUPS = [
  'accessibility',
  'health',
  'identity',
  'jwks',
  'tls',
  'headers',
  'latency',
  'load',
] as const;

/** Each check id, and whether its failure fails the suite. */
const CRITICAL = {
  accessibility: true,
  health: true,
  'identity.build': true,
  'identity.steady': true,
  'jwks.keys': true,
  'jwks.published': true,
  'jwks.caching': false,
  'jwks.cors': false,
  'jwks.type': false,
  'tls.chain': true,
  'tls.expiry': false,
  'tls.protocol': false,
  'headers.hsts': false,
  'headers.csp': false,
  'headers.content-type-options': false,
  'headers.frame-options': false,
  'headers.referrer-policy': false,
  'headers.permissions-policy': false,
  'latency.home': false,
  'latency.health': false,
  'latency.jwks': false,
  load: false,
} as const;

/** A group of checks. */
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** The id of one check. */
export type CheckId = keyof typeof CRITICAL;

/** What `skip` may name: one check, or a whole group. */
export type CheckName = CheckGroup | CheckId;

/** Every id, in the order of the suite. */
export const CHECK_IDS: readonly CheckId[] = Object.keys(CRITICAL) as CheckId[];

/** True when a failure of this check fails the suite. */
export function isCritical(id: CheckId): boolean {
  return CRITICAL[id];
}

/** True for an id or a group of this plugin. */
export function isCheckName(name: string): name is CheckName {
  return CHECK_IDS.includes(name as CheckId) || CHECK_GROUPS.includes(name as CheckGroup);
}

/** The ids of a group. */
export function idsOf(group: CheckGroup): readonly CheckId[] {
  return CHECK_IDS.filter((id) => id === group || id.startsWith(`${group}.`));
}
