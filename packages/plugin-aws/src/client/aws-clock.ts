/** The time by the clock of AWS, so that the times in a key set do not depend on the clock of one machine. */
import type { StageContext } from '@paintbox/deploy-core';

/** Answers have whole seconds and take time to arrive, so a smaller difference is ignored. */
const TOLERANCE_MS = 2_000;
/** A larger difference is logged. */
const LOUD_MS = 60_000;

/** A clock that answers of AWS set. */
export interface AwsClock {
  now(): number;
  /** Sets the clock from the `Date` header of an answer. Anything else is ignored. */
  heard(response: unknown): void;
}

/** A clock that follows this machine's clock until an answer of AWS differs. */
export function awsClock({ clock, log }: Pick<StageContext, 'clock' | 'log'>): AwsClock {
  let offsetMs = 0;
  let said = false;
  return {
    now: () => clock.now() + offsetMs,
    heard(response) {
      const { headers } = (response ?? {}) as { readonly headers?: Readonly<Record<string, string>> };
      const answeredAt = Date.parse(headers?.['date'] ?? '');
      if (Number.isNaN(answeredAt)) return;
      const differenceMs = answeredAt + 500 - clock.now();
      offsetMs = Math.abs(differenceMs) <= TOLERANCE_MS ? 0 : differenceMs;
      if (Math.abs(offsetMs) < LOUD_MS || said) return;
      said = true;
      const seconds = Math.round(Math.abs(offsetMs) / 1000);
      const way = offsetMs > 0 ? 'behind' : 'ahead of';
      log.warn(
        `the clock of this machine is ${seconds} s ${way} the one of AWS, which is what counts for keys`,
      );
    },
  };
}
