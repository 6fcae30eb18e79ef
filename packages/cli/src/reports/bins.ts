/** Measured times sorted into columns of a round width. */

/** A column of a histogram: so many answers took at least `fromMs` and less than `toMs`. */
export interface Bin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** At most this many columns: more would be noise. */
const MOST_BINS = 24;

/** Columns that hold every sample; none for no samples. */
export function binsOf(samples: readonly number[]): readonly Bin[] {
  if (samples.length === 0) return [];
  const low = Math.min(...samples);
  const high = Math.max(...samples);
  const width = roundWidth((high - low) / MOST_BINS);
  const first = Math.floor(low / width);
  const bins = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, index) => ({
    fromMs: rounded((first + index) * width),
    toMs: rounded((first + index + 1) * width),
    count: 0,
  }));
  for (const sample of samples) {
    const bin = bins[Math.floor(sample / width) - first];
    if (bin !== undefined) bin.count += 1;
  }
  return bins;
}

/** The smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not below `least`. */
function roundWidth(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 0.1)));
  return [1, 2, 5, 10].map((step) => step * power).find((width) => width >= least) ?? power * 10;
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
