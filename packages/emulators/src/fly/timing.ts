/** How the emulator shortens the real platform's waits. */

/** A factor for platform waits: 1 is real time, 0.05 makes a 10 s pause last half a second. */
export interface Timing {
  readonly scale: number;
  /** The factor for leases of clients of the API; absent: real time. */
  readonly leases?: number | undefined;
}

/** A pause or an interval, shortened; never under 50 ms, so that nothing spins. */
export function scaledMs(milliseconds: number, timing: Timing): number {
  return milliseconds === 0 ? 0 : Math.max(50, milliseconds * timing.scale);
}

/**
 * A limit on real work (a process that starts or drains), shortened with care: real processes do not run faster
 * because the emulator's clock does, so the result stays at 2 s or more unless the caller asked for less.
 */
export function patientMs(milliseconds: number, timing: Timing): number {
  return Math.max(milliseconds * timing.scale, Math.min(milliseconds, 2000));
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** The unit of a bare number, which differs from key to key on Fly. */
type BareUnit = 'ms' | 's';

/** Reads a Go-style duration (`1m30s`, `500ms`) or a bare number; undefined when it is neither. */
export function durationMs(value: string | number, bareUnit: BareUnit): number | undefined {
  if (typeof value === 'number') return value * (units[bareUnit] ?? 1);
  if (/^\d+(\.\d+)?$/u.test(value)) return Number(value) * (units[bareUnit] ?? 1);
  if (!/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/u.test(value)) return undefined;
  let total = 0;
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/gu)) {
    total += Number(amount) * (units[unit ?? 'ms'] ?? 1);
  }
  return total;
}
