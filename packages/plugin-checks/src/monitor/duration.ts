/** Durations as people type them. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The longest timer: 24 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** `90s`, `5m`, `1h30m` in ms; undefined for anything else, such as a number without a unit. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h|d)/g)];
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  return ms <= LONGEST_MS ? ms : undefined;
}

/** The hint for a text that is no duration. */
export function durationHint(text: string): string | undefined {
  return durationMs(text) === undefined
    ? 'write a length of time of at most 24 days: 90s, 5m, 1h30m'
    : undefined;
}

/** The hint for the interval between looks, which cannot be zero. */
export function pauseHint(text: string): string | undefined {
  return durationMs(text) === 0 ? 'write a length of time that is not 0: 30s, 5m' : durationHint(text);
}

/** Milliseconds for people: `25 s`, `5 min`, `2 h 30 min`. */
export function durationWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${ms < 10_000 ? Math.round(ms / 100) / 10 : seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
