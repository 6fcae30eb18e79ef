/** Replaces a value only if it is still the one that was read. The slower of two writers changes nothing. */
import type { Effect } from '@paintbox/deploy-core';
import type { Aws, SecretDescription, SecretValue, SecretVersion } from '../client/aws.ts';
import { firstCall } from '../client/first-call.ts';
import { LARGEST_BYTES } from './key-checks.ts';
import { keysChangedMeanwhile, keysTooLarge } from '../rotation-errors.ts';

/** The prefix of our own labels. A version has one until it becomes current. */
const LABEL_PREFIX = 'paintbox-';
const CURRENT = 'AWSCURRENT';

/** The new value, and the version it replaces. */
export interface Replacement {
  readonly secretId: string;
  /** The version that was read. */
  readonly from: SecretValue;
  readonly text: string;
  /** The new version's id. */
  readonly token: string;
  /** A description for people. */
  readonly describe: string;
}

/**
 * The effect that replaces a value. AWS cannot compare when it writes a value, but when it moves a label. So the version is added with its own label, then
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
      // If the first answer was lost, the repetition is refused too, because the label has already moved.
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

/** True when the secret has labels of ours: a killed run left them, or another run is writing right now. */
export function hasOwnLabels({ labels = {} }: Pick<SecretValue, 'labels'>): boolean {
  return ownLabels(labels).length > 0;
}

/** The effect that removes our labels, so that AWS can delete versions that never became current. */
export function dropOwnLabels(aws: Aws, secretIds: readonly string[]): Effect<null> {
  return {
    describe: `take labels that a killed run left off ${secretIds.map((id) => `'${id}'`).join(' and ')}`,
    apply: async ({ signal }) => {
      for (const secretId of secretIds) await dropLabels(aws, secretId, signal);
      return null;
    },
    // Repeating it is harmless.
    observe: async () => ({ status: 'not-done' }),
  };
}

/** Removing the label does not disturb a run that is about to move `AWSCURRENT` to that version. */
async function dropLabels(aws: Aws, secretId: string, signal: AbortSignal): Promise<void> {
  const labels = (await aws.describeSecret(secretId, signal))?.labels ?? {};
  for (const { label, from } of ownLabels(labels)) {
    // AWS refuses when another run was faster; the label is gone then, too.
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
