/** Times as services really give them: skewed, with slow ones in between, and a background that swells and drifts. */

/** A source of times in ms, the same for the same seed. */
export interface Service {
  /** One answer, slower by `factor`. Each call also moves the background on. */
  answer(factor: number): number;
}

/** How much the background does. */
export interface Noise {
  readonly name: string;
  /** Spread of single answers, on the log scale. */
  readonly spread: number;
  /** Spread of the background, on the log scale, and how much of it stays from one answer to the next. */
  readonly background: number;
  readonly stays: number;
  /** Share of answers that are five times slower. */
  readonly spikes: number;
  /** How much slower everything is after a thousand answers. */
  readonly drift: number;
}

/** From calm to rough. */
export const NOISES: readonly Noise[] = [
  { name: 'calm', spread: 0.15, background: 0, stays: 0, spikes: 0, drift: 0 },
  { name: 'skewed', spread: 0.5, background: 0, stays: 0, spikes: 0.02, drift: 0 },
  { name: 'background 15 %', spread: 0.3, background: 0.15, stays: 0.95, spikes: 0.02, drift: 0 },
  { name: 'background 40 %', spread: 0.3, background: 0.4, stays: 0.98, spikes: 0.02, drift: 0 },
  { name: 'drift and spikes', spread: 0.3, background: 0.15, stays: 0.95, spikes: 0.08, drift: 0.5 },
];

/** A service with this noise. */
export function serviceOf(noise: Noise, random: () => number): Service {
  let background = noise.background * normal(random);
  let asked = 0;
  return {
    answer(factor) {
      asked += 1;
      const fresh = Math.sqrt(1 - noise.stays ** 2) * noise.background * normal(random);
      background = noise.stays * background + fresh;
      const spike = random() < noise.spikes ? 5 : 1;
      const drift = 1 + (noise.drift * asked) / 1_000;
      return 50 * factor * spike * drift * Math.exp(background + noise.spread * normal(random));
    },
  };
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
