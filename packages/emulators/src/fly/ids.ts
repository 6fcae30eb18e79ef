/** Identifiers that look like the platform's. */
import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID: 26 characters that sort by time. Used for image tags and machine versions. */
export function ulid(now: number = Date.now()): string {
  let time = '';
  for (let rest = now, place = 0; place < 10; place++) {
    time = (alphabet[rest % 32] ?? '0') + time;
    rest = Math.floor(rest / 32);
  }
  return time + Array.from(randomBytes(16), (byte) => alphabet[byte % 32] ?? '0').join('');
}

/** A machine id: 14 hex digits. */
export function machineId(): string {
  return randomBytes(7).toString('hex');
}

/** A volume id: `vol_` and 16 characters. */
export function volumeId(): string {
  return `vol_${randomBytes(8).toString('hex')}`;
}

/** A short random id for releases and leases. */
export function shortId(): string {
  return randomBytes(9).toString('base64url');
}

/** A number that goes with an id, as the platform's own tables have one. */
export function numericId(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 1_000_000_007;
  return sum;
}
