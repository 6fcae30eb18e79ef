/** Every check of this plugin: its question, and whether it is critical. */

/** The groups that check ids start with. `excel`, `command` and `metric` hold the checks a config adds. */
export const CHECK_GROUPS = [
  'accessibility',
  'health',
  'identity',
  'machines',
  'jwks',
  'tls',
  'headers',
  'latency',
  'compare',
  'load',
] as const;

/** Each check: whether its failure fails the suite, and what it asks. */
const CHECKS = {
  accessibility: { critical: true, asks: 'does the front page answer?' },
  health: { critical: true, asks: 'does the app say that it is well?' },
  'identity.build': { critical: true, asks: 'does the new build answer, several times in a row?' },
  'identity.machines': { critical: true, asks: 'does every machine of the release answer as the new build?' },
  'identity.cache': { critical: false, asks: 'do answers come from the app, and not from a cache?' },
  'identity.steady': { critical: true, asks: 'has no other build answered since?' },
  machines: { critical: true, asks: 'does the platform say that every machine is well?' },
  'jwks.keys': { critical: true, asks: 'can verifiers use every served key, and is none private?' },
  'jwks.published': { critical: true, asks: 'are the served keys those in the secret store?' },
  'jwks.accepted': { critical: true, asks: 'is a token of the signing key let in?' },
  'jwks.refused': { critical: true, asks: 'is every forged token kept out?' },
  'jwks.caching': { critical: false, asks: 'does the key set say how long it may be kept?' },
  'jwks.cors': { critical: false, asks: 'may verifiers in browsers read it?' },
  'jwks.type': { critical: false, asks: 'is it sent as JSON?' },
  'jwks.body-size': { critical: false, asks: 'is it small enough for every verifier?' },
  'tls.chain': { critical: true, asks: 'do clients trust the certificate?' },
  'tls.addresses': { critical: true, asks: 'does every address of the name show a good certificate?' },
  'tls.expiry': { critical: false, asks: 'does the certificate last for some time?' },
  'tls.protocol': { critical: false, asks: 'is TLS 1.2 or newer spoken, and nothing older?' },
  'tls.cipher': { critical: false, asks: 'are only ciphers with forward secrecy accepted?' },
  'tls.clock': { critical: false, asks: 'do this clock and the server’s agree?' },
  'headers.hsts': { critical: false, asks: 'do browsers stay on https?' },
  'headers.csp': { critical: false, asks: 'is there a content security policy that protects?' },
  'headers.content-type-options': { critical: false, asks: 'do browsers believe content types?' },
  'headers.frame-options': { critical: false, asks: 'is framing by others forbidden?' },
  'headers.referrer-policy': { critical: false, asks: 'is it said what others learn of addresses?' },
  'headers.permissions-policy': { critical: false, asks: 'are powers that are not needed given up?' },
  'headers.regression': { critical: true, asks: 'is every protection of the release before still there?' },
  'latency.home': { critical: false, asks: 'is the front page quick?' },
  'latency.health': { critical: false, asks: 'is the health document quick?' },
  'latency.jwks': { critical: false, asks: 'is the key set quick?' },
  compare: { critical: false, asks: 'is the app as quick as before?' },
  load: { critical: false, asks: 'does it hold out against a small crowd?' },
} as const;

/** A group of checks. */
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** The id of one check. */
export type CheckId = keyof typeof CHECKS;

/** What `skip` and `shadow` may name: one check, or a whole group. */
export type CheckName = CheckGroup | CheckId | CustomGroup | `${CustomGroup}.${string}`;

/** The groups of checks that a config adds. */
export type CustomGroup = 'excel' | 'command' | 'metric' | 'watch';

/** What a watch says of all its looks together. */
export const WATCH_NAMES: readonly CheckName[] = ['watch', 'watch.errors', 'watch.latency'];

/** Every id, in the order of the suite. */
export const CHECK_IDS: readonly CheckId[] = Object.keys(CHECKS) as CheckId[];

/** The ids of `jwks` that look at the served document; the others need tokens. */
export const KEY_SET: readonly CheckId[] = [
  'jwks.keys',
  'jwks.published',
  'jwks.caching',
  'jwks.cors',
  'jwks.type',
  'jwks.body-size',
];

/** The question of a check. */
export function questionOf(id: CheckId): string {
  return CHECKS[id].asks;
}

/** True when a failure of this check fails the suite. */
export function isCritical(id: CheckId): boolean {
  return CHECKS[id].critical;
}

/** The ids of a group. */
export function idsOf(group: CheckGroup): readonly CheckId[] {
  return CHECK_IDS.filter((id) => isNamed(id, group));
}

/** True when `name` is this id or its group. */
export function isNamed(id: string, name: string): boolean {
  return id === name || id.startsWith(`${name}.`);
}
