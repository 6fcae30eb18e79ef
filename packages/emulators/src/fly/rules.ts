/** What the emulated platform does in another way on request: reported behaviours that not everybody meets. */
export interface PlatformRules {
  /** Refuses manifests to deploy tokens, which may pull and push all the same: as reported of `buildx imagetools inspect` (yc-software/qm#30). */
  readonly manifestsForDeployTokens?: 401 | 403 | undefined;
  /** For so many reads a new manifest is unknown, also to a machine: reported as about 15 s (CurateLabs/graphforge#1059). */
  readonly unknownAfterPush?: number | undefined;
}
