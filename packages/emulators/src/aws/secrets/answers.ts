// The error answers of Secrets Manager, word for word where the words are known.

import { AwsError } from '../aws-error.ts';

/** No such secret. */
export function secretNotFound(): AwsError {
  return notFound("Secrets Manager can't find the specified secret.");
}

/** The secret exists and no version carries the label. */
export function labelNotFound(label: string): AwsError {
  return notFound(`Secrets Manager can't find the specified secret value for staging label: ${label}`);
}

/** The secret exists and has no such version. */
export function versionNotFound(id: string): AwsError {
  return notFound(`Secrets Manager can't find the specified secret value for VersionId: ${id}`);
}

/** Create with a name that is taken. */
export function secretExists(name: string): AwsError {
  return new AwsError(
    'ResourceExistsException',
    `The operation failed because the secret ${name} already exists.`,
  );
}

/** A ClientRequestToken that already stands for another value. */
export function tokenInUse(token: string, arn: string): AwsError {
  return new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  );
}

/** Create with the name of a secret that is scheduled for deletion. */
export function nameScheduledForDeletion(): AwsError {
  return invalidRequest(
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
}

/** Anything but looking at, or restoring, a secret that is scheduled for deletion. */
export function markedForDeletion(): AwsError {
  return invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
}

/** The request makes no sense for the state of the secret. */
export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}

/** A parameter, or a combination of parameters, is wrong. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
