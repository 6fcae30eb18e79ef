import { artifact, json } from '@paintbox/deploy-core';
import type { Artifact } from '@paintbox/deploy-core';

/** Who AWS says is calling, and where the calls go. */
export interface AwsIdentity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  readonly region: string;
}

/** The caller, as STS answered. */
export const awsIdentity: Artifact<'aws-identity', AwsIdentity> = artifact(
  'aws-identity',
  json<AwsIdentity>(),
);
