/** Decides whether a stored key set may be rewritten: only in its present shape, and only without losing a key. */
import type { KeyPlace } from '../keys-errors.ts';
import type { ProvenKeys } from './proven-keys.ts';
import { keysNotRewritable, keysOldShape } from '../rotation-errors.ts';

/** @throws DeployError `KEYS_OLD_SHAPE` or `KEYS_NOT_REWRITABLE` */
export function assertPresentShape(place: KeyPlace, keys: ProvenKeys): void {
  const old = [
    ...(keys.privateShape === 'pem' ? [`'${place.privateSecretId}' is a bare PEM`] : []),
    ...(keys.publicShape === 'kid-map' ? [`'${place.publicSecretId}' is a map from kid to key`] : []),
  ];
  if (old.length > 0) throw keysOldShape(old, place.region);
  assertLossless(place, keys);
}

/** The remarks about what is still there when the set is written again, or that nobody misses. */
const HARMLESS: ReadonlySet<string> = new Set(['JWK_ALG_MISSING', 'JWK_UNKNOWN_MEMBER', 'JWK_DUPLICATE_KID']);

/**
 * Keys that verifiers cannot use are left out when the set is read, so writing the set would remove them.
 *
 * @throws DeployError `KEYS_NOT_REWRITABLE`
 */
export function assertLossless(place: KeyPlace, keys: ProvenKeys): void {
  const remarks = keys.notes.filter(({ code }) => !HARMLESS.has(code)).map(({ message }) => message);
  if (remarks.length > 0) throw keysNotRewritable(place.publicSecretId, remarks);
}
