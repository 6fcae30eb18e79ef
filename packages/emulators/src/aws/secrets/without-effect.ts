// Operations on resource policies and rotation. A secret here never has either, so they answer as AWS does for such a secret.

import { notImplemented } from '../aws-error.ts';
import { invalidParameter, invalidRequest } from './answers.ts';
import { authorizeSecret } from './context.ts';
import type { SecretsContext } from './context.ts';
import { secretIdOf, text } from './parameters.ts';
import type { CallBody } from './parameters.ts';

/** No secret here has a resource policy. */
export function getResourcePolicy(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  authorizeSecret(context, 'GetResourcePolicy', secretId);
  const secret = context.store.get(secretId);
  return { ARN: secret.arn, Name: secret.name };
}

/** Refuses as AWS does for a secret that has no rotation function. */
export function rotateSecret(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  const token = text(input, 'ClientRequestToken', { min: 32, max: 64 });
  authorizeSecret(context, 'RotateSecret', secretId);
  context.store.getLive(secretId);
  if (token === undefined) {
    throw invalidParameter('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
  }
  if (input['RotationLambdaARN'] !== undefined) throw notImplemented('rotation functions');
  throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
}
