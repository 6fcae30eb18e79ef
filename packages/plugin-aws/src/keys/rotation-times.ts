/** How long a key is published before it signs, and after. All waits of a rotation follow from these four options. */
import { keysOptionInvalid } from '../keys-errors.ts';

/** What a rotation must know about signers and verifiers, in seconds. */
export interface RotationOptions {
  /** The longest life of a token that these keys sign. Default 3,600. */
  readonly tokenTtlSeconds?: number | undefined;
  /** How long verifiers may keep the key set: the `max-age` of its endpoint. Default 300, as the endpoint of this package says. */
  readonly cacheMaxAgeSeconds?: number | undefined;
  /** How long until a stored key set is served and used everywhere: the apps' refresh period and CDN caches. Default 120. */
  readonly propagationSeconds?: number | undefined;
  /** How much the clocks of signers and verifiers may differ. Default 60. */
  readonly clockSkewSeconds?: number | undefined;
}

/** The waits of a rotation, in ms. */
export interface RotationTimes {
  /** From the publication of a key until it may sign: by then no cache has an older set. */
  readonly publishMs: number;
  /** From the last signature of a key until it may be removed: by then all its tokens have expired. */
  readonly overlapMs: number;
}

/** The upper limit of one wait, about a year, so that a wrong value does not keep old keys for years. */
const LONGEST_SECONDS = 366 * 24 * 3600;

/**
 * The waits that follow from the options.
 *
 * @throws DeployError `KEYS_OPTION_INVALID` listing every option that is no duration
 */
export function rotationTimes(options: RotationOptions): RotationTimes {
  const {
    tokenTtlSeconds = 3600,
    cacheMaxAgeSeconds = 300,
    propagationSeconds = 120,
    clockSkewSeconds = 60,
  } = options;
  const seconds = { tokenTtlSeconds, cacheMaxAgeSeconds, propagationSeconds, clockSkewSeconds };
  const wrong = Object.entries(seconds).filter(
    ([name, value]) =>
      !Number.isFinite(value) || value < (name === 'tokenTtlSeconds' ? 1 : 0) || value > LONGEST_SECONDS,
  );
  if (wrong.length > 0) {
    throw keysOptionInvalid(
      wrong.map(([name, value]) => `${name} is ${value}`).join(', '),
      `give a number of seconds up to ${LONGEST_SECONDS} (a year)`,
    );
  }
  const publish = cacheMaxAgeSeconds + propagationSeconds + clockSkewSeconds;
  return { publishMs: publish * 1000, overlapMs: (publish + tokenTtlSeconds) * 1000 };
}
