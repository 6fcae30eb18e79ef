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

/**
 * Keys of an unknown type are ignored when the set is read, so writing the set would remove them.
 *
 * @throws DeployError `KEYS_NOT_REWRITABLE`
 */
export function assertLossless(place: KeyPlace, keys: ProvenKeys): void {
  const remarks = keys.notes.filter(({ code }) => code === 'JWK_UNKNOWN_TYPE').map(({ message }) => message);
  if (remarks.length > 0) throw keysNotRewritable(place.publicSecretId, remarks);
}
