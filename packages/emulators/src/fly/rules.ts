import { PlatformError } from './world.ts';

/** What the emulated platform does in another way on request: reported behaviours that not everybody meets. */
export interface PlatformRules {
  /** Refuses manifests to deploy tokens, which may pull and push all the same: as reported of `buildx imagetools inspect` (yc-software/qm#30). */
  readonly manifestsForDeployTokens?: 401 | 403 | undefined;
  /** For so many reads a new manifest is unknown, also to a machine: reported as about 15 s (CurateLabs/graphforge#1059). */
  readonly unknownAfterPush?: number | undefined;
  /** So many lists leave `image_ref` out: flyctl asks again for that reason (strategy_bluegreen.go). */
  listsWithoutImages?: number | undefined;
}

const values: Readonly<Record<keyof PlatformRules, (value: unknown) => boolean>> = {
  manifestsForDeployTokens: (value) => value === 401 || value === 403,
  unknownAfterPush: isCount,
  listsWithoutImages: isCount,
};

/** Rules as data; anything else is refused, so that a misspelt rule is not one that never applies. */
export function readRules(body: Readonly<Record<string, unknown>>): PlatformRules {
  for (const [name, value] of Object.entries(body)) {
    const known = Object.entries(values).find(([key]) => key === name);
    if (!known) throw new PlatformError(422, `no rule '${name}', only: ${Object.keys(values).join(', ')}`);
    if (!known[1](value)) throw new PlatformError(422, `'${name}' cannot be ${JSON.stringify(value)}`);
  }
  return body;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}

/** Whether this list leaves the images out; counts it. */
export function takeListWithoutImages(rules: PlatformRules): boolean {
  const left = rules.listsWithoutImages ?? 0;
  if (left > 0) rules.listsWithoutImages = left - 1;
  return left > 0;
}
