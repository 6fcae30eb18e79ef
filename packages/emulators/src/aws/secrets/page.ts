// Pages of a list, with an opaque token that says where the next one starts.

import { AwsError } from '../aws-error.ts';
import { integer, text } from './parameters.ts';
import type { CallBody } from './parameters.ts';

/** One page, and the token of the next one if there is more. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/** The part of `all` that the MaxResults (default 100) and NextToken of a call ask for. */
export function page<T>(all: readonly T[], input: CallBody): Page<T> {
  const size = integer(input, 'MaxResults', { min: 1, max: 100 }) ?? 100;
  const start = startOf(text(input, 'NextToken', { min: 1, max: 4096 }));
  const end = start + size;
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? Buffer.from(`page:${end}`).toString('base64url') : undefined,
  };
}

function startOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (start === undefined) throw new AwsError('InvalidNextTokenException', 'Invalid Token');
  return Number(start);
}
