/** Who builds an image: flyctl with its remote builders, Docker on this machine, or anything else that pushes to the registry. */
import type { DeployError, StageContext } from '@paintbox/deploy-core';

/** An image to build and push. */
export interface BuildRequest {
  readonly app: string;
  /** The platform's config file. */
  readonly config: string;
  /** Where the image is pushed: `registry.fly.io/APP:LABEL`, or the host of `FLY_REGISTRY_HOST`. The label was never used before. */
  readonly pushTo: string;
  readonly label: string;
  /** Undefined for the builder's own choice. */
  readonly dockerfile: string | undefined;
  /** Folder that is sent to the builder. */
  readonly context: string;
  /** Values for the `ARG`s of the Dockerfile. */
  readonly args: Readonly<Record<string, string>>;
}

/** Builds and pushes. What it says counts for nothing: the registry is asked for the image afterwards. */
export interface Builder {
  /** For the plan: `flyctl`, `docker`. */
  readonly name: string;
  /** What this machine lacks to build; undefined when it can. Changes nothing. */
  missing(ctx: StageContext): Promise<DeployError | undefined>;
  /** Rejects when the build failed. */
  build(ctx: StageContext, request: BuildRequest): Promise<void>;
}
