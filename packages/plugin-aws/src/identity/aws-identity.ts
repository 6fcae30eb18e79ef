import { artifact, json } from '@paintbox/deploy-core';
import type { Artifact } from '@paintbox/deploy-core';

/** The caller by STS, and the Region of the calls. */
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
