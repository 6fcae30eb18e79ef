/** The machines of a new release before they get traffic. What boots them provides the list, and what proves them inside reads it. */
import { artifact } from '../words/artifact.ts';
import type { Artifact } from '../words/artifact.ts';
import { codecOf, listOf, nullable, number, shape, text, yesOrNo } from './shape.ts';

/** A machine of the new release. */
export interface Green {
  readonly id: string;
  /** Its process group. */
  readonly group: string;
  /** Where its first service that speaks plain HTTP/1.1 listens inside it; null for machines without one, such as workers, or apps that end TLS themselves. */
  readonly port: number | null;
  readonly imageDigest: string;
  readonly buildId: string;
  /** False for a machine that rests, as the one it will replace does. */
  readonly started: boolean;
  /** How many checks the platform makes of it. All of them passed. */
  readonly platformChecks: number;
}

/** Every machine that was booted for the release. */
export const greens: Artifact<'greens', readonly Green[]> = artifact(
  'greens',
  codecOf(
    listOf(
      shape<Green>({
        id: text,
        group: text,
        port: nullable(number),
        imageDigest: text,
        buildId: text,
        started: yesOrNo,
        platformChecks: number,
      }),
    ),
  ),
);
