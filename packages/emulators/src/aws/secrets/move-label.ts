// UpdateSecretVersionStage, the only operation that compares before it changes. A label moves only when the caller names the
// version that has it.

import { checkLabelCount } from './add-version.ts';
import { invalidParameter, versionNotFound } from './answers.ts';
import { authorizeSecret } from './context.ts';
import type { SecretsContext } from './context.ts';
import { current, makeCurrent, placeLabel } from './labels.ts';
import { requiredText, secretIdOf, text } from './parameters.ts';
import type { CallBody } from './parameters.ts';
import { versionById, versionByLabel } from './secret.ts';
import type { StoredSecret } from './secret.ts';

/** A label, the version to take it from, and the version to put it on. */
interface Move {
  readonly label: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Moves, adds or removes a label. Moving AWSCURRENT also moves AWSPREVIOUS; other labels stay. */
export function updateSecretVersionStage(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  const move: Move = {
    label: requiredText(input, 'VersionStage', { min: 1, max: 256 }),
    from: text(input, 'RemoveFromVersionId', { min: 32, max: 64 }),
    to: text(input, 'MoveToVersionId', { min: 32, max: 64 }),
  };
  authorizeSecret(context, 'UpdateSecretVersionStage', secretId, {
    'secretsmanager:VersionStage': move.label,
  });
  const secret = context.store.getLive(secretId);
  if (move.from === undefined && move.to === undefined) {
    throw invalidParameter('You must provide RemoveFromVersionId, MoveToVersionId, or both.');
  }
  for (const id of [move.from, move.to]) {
    if (id !== undefined && versionById(secret, id) === undefined) throw versionNotFound(id);
  }
  checkHolder(secret, move);
  const versions =
    move.label === current && move.to !== undefined
      ? makeCurrent(secret.versions, move.to)
      : placeLabel(secret.versions, move.label, move.to);
  context.store.put({ ...secret, changedAtMs: context.now(), versions: checkLabelCount(versions) });
  return { ARN: secret.arn, Name: secret.name };
}

function checkHolder(secret: StoredSecret, { label, from, to }: Move): void {
  const holder = versionByLabel(secret, label)?.id;
  if (from !== undefined && from !== holder) {
    throw invalidParameter(
      `When you move staging label ${label}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label ${label}.`,
    );
  }
  if (to === undefined && label === current) {
    throw invalidParameter(
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  }
  if (from === undefined && holder !== undefined && holder !== to) {
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
}
