/** What the emulated platform does in another way on request: reported behaviours that not everybody meets. */
export interface PlatformRules {
  /** Refuses manifests to deploy tokens, which may pull and push all the same: as reported of `buildx imagetools inspect` (yc-software/qm#30). */
  readonly manifestsForDeployTokens?: 401 | 403 | undefined;
  /** For so many reads a new manifest is unknown, also to a machine: reported as about 15 s (CurateLabs/graphforge#1059). */
  readonly unknownAfterPush?: number | undefined;
  /** So many lists leave `image_ref` out: flyctl asks again for that reason (strategy_bluegreen.go). */
  listsWithoutImages?: number | undefined;
}

/** Whether this list leaves the images out; counts it. */
export function takeListWithoutImages(rules: PlatformRules): boolean {
  const left = rules.listsWithoutImages ?? 0;
  if (left > 0) rules.listsWithoutImages = left - 1;
  return left > 0;
}
