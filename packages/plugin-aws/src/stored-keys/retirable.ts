import { isOver } from '../keys/rotation.ts';
import type { ProvenKeys } from './proven-keys.ts';
import { keyNotRetirable, kidUnknown } from '../rotation-errors.ts';

/**
 * Refuses to retire a named key that signs, and, unless forced, a key that may have signed a token that is still valid.
 *
 * @throws DeployError `KEYS_KID_UNKNOWN` or `KEYS_NOT_RETIRABLE`
 */
export function assertRetirable(
  { document, set }: ProvenKeys,
  { kid, force, now }: { readonly kid: string; readonly force: boolean; readonly now: number },
): void {
  const key = document.keys.find((each) => each.kid === kid);
  const kids = new Set([...document.keys, ...set.keys].map((each) => each.kid));
  if (!kids.has(kid)) throw kidUnknown(kid, [...kids]);
  if (key?.state === 'active') {
    throw keyNotRetirable(
      kid,
      'it is the one that signs',
      'rotate first: `paintbox-deploy keys rotate`, or with --emergency when it has leaked',
    );
  }
  if (force || key?.state === 'next' || (key !== undefined && isOver(key, now))) return;
  const wait = key?.retireAt === undefined ? '' : `wait until ${key.retireAt}, or `;
  throw keyNotRetirable(
    kid,
    key === undefined
      ? 'its private half is not stored here, so nobody can say until when its tokens live'
      : `tokens that it signed are alive until ${key.retireAt ?? 'a time that nobody wrote down'}`,
    `${wait}refuse them from now on: add --force`,
  );
}
