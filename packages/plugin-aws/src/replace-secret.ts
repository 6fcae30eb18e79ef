/** Puts a new value in place of the one that was read, and only of that one: who comes second changes nothing. */
import type { Effect } from '@paintbox/deploy-core';
import type { Aws, SecretDescription, SecretValue, SecretVersion } from './aws.ts';
import { firstCall } from './first-call.ts';
import { LARGEST_BYTES } from './key-checks.ts';
import { keysChangedMeanwhile, keysTooLarge } from './rotation-errors.ts';

/** Labels of our own start with this; one is on a version until that is current. */
const LABEL_PREFIX = 'paintbox-';
const CURRENT = 'AWSCURRENT';

/** What to write over what. */
export interface Replacement {
  readonly secretId: string;
  /** The version that was read. */
  readonly from: SecretValue;
  readonly text: string;
  /** The new version's id. */
  readonly token: string;
  /** In words a person approves. */
  readonly describe: string;
}

/**
 * The effect that replaces a value. AWS has no write that compares, but moving a label does: the version is added under a label of its own, then
 * `AWSCURRENT` is moved from the version that was read.
 *
 * @throws DeployError `KEYS_TOO_LARGE`; when applied, `KEYS_CHANGED_MEANWHILE` when another version is current by then.
 */
export function replaceSecret(aws: Aws, replacement: Replacement): Effect<SecretVersion> {
  const { secretId, from, text, token, describe } = replacement;
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > LARGEST_BYTES) throw keysTooLarge(secretId, sizeBytes, LARGEST_BYTES);
  const label = LABEL_PREFIX + token;
  const version: SecretVersion = { arn: from.arn, versionId: token };
  return {
    target: secretId,
    describe,
    apply: async ({ signal }) => {
      await firstCall(aws.addVersion({ secretId, text, token, label }, signal));
      const move = { secretId, label: CURRENT, from: from.versionId, to: token };
      // A repetition whose first answer was lost is refused too: the label has moved already.
      const moved =
        (await aws.moveLabel(move, signal)) || (await currentVersion(aws, secretId, signal)) === token;
      await dropLabels(aws, secretId, signal);
      if (!moved) throw keysChangedMeanwhile(secretId, aws.region);
      return version;
    },
    observe: async ({ signal }) =>
      (await currentVersion(aws, secretId, signal)) === token
        ? { status: 'done', value: version }
        : { status: 'not-done' },
  };
}

/** Whether labels of ours are on the secret: a run that was killed left them, or another one is writing just now. */
export function hasOwnLabels({ labels = {} }: Pick<SecretValue, 'labels'>): boolean {
  return ownLabels(labels).length > 0;
}

/** The effect that takes labels of ours off, so that AWS can forget what never became current. */
export function dropOwnLabels(aws: Aws, secretIds: readonly string[]): Effect<null> {
  return {
    describe: `take labels that a killed run left off ${secretIds.map((id) => `'${id}'`).join(' and ')}`,
    apply: async ({ signal }) => {
      for (const secretId of secretIds) await dropLabels(aws, secretId, signal);
      return null;
    },
    // Doing it again is harmless.
    observe: async () => ({ status: 'not-done' }),
  };
}

/** A run that is about to move `AWSCURRENT` to a version can do so without its label. */
async function dropLabels(aws: Aws, secretId: string, signal: AbortSignal): Promise<void> {
  const labels = (await aws.describeSecret(secretId, signal))?.labels ?? {};
  for (const { label, from } of ownLabels(labels)) {
    // Refused when another run was faster, which is as good.
    await aws.moveLabel({ secretId, label, from }, signal);
  }
}

function ownLabels(
  labels: SecretDescription['labels'],
): readonly { readonly label: string; readonly from: string }[] {
  return Object.entries(labels).flatMap(([from, names]) =>
    names.filter((name) => name.startsWith(LABEL_PREFIX)).map((label) => ({ label, from })),
  );
}

async function currentVersion(aws: Aws, secretId: string, signal: AbortSignal): Promise<string | undefined> {
  const labels = (await aws.describeSecret(secretId, signal))?.labels ?? {};
  return Object.entries(labels).find(([, names]) => names.includes(CURRENT))?.[0];
}
