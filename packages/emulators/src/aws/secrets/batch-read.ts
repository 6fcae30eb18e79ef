// BatchGetSecretValue: many current values in one call. A failure of one is an entry in the list of errors.

import { AwsError, notImplemented } from '../aws-error.ts';
import { invalidParameter } from './answers.ts';
import { authorizeAccount } from './context.ts';
import type { SecretsContext } from './context.ts';
import { texts } from './parameters.ts';
import type { CallBody } from './parameters.ts';
import { getSecretValue } from './read.ts';

/** The current values of the named secrets. Selecting by filter is not emulated. */
export function batchGetSecretValue(input: CallBody, context: SecretsContext): CallBody {
  const ids = texts(input, 'SecretIdList', { min: 1, max: 20 }, { min: 1, max: 2048 });
  if (input['Filters'] !== undefined) throw notImplemented('filters of BatchGetSecretValue');
  if (ids === undefined) throw invalidParameter('You must provide SecretIdList or Filters.');
  authorizeAccount(context, 'BatchGetSecretValue');
  const read = ids.map((SecretId) => {
    try {
      return { value: getSecretValue({ SecretId }, context) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { error: { SecretId, ErrorCode: error.type, Message: error.message } };
    }
  });
  return {
    SecretValues: read.flatMap(({ value }) => (value === undefined ? [] : [value])),
    Errors: read.flatMap(({ error }) => (error === undefined ? [] : [error])),
  };
}
