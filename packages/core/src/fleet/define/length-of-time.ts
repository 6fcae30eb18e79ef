/** A length of time as it is written in a config: `90s`, `30m`, `1h`, `7d`. */
export type LengthOfTime = `${number}${'s' | 'm' | 'h' | 'd'}`;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** In ms; undefined for any other text. */
export function lengthMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNIT_MS[unit] ?? 0);
}
