/** What an error of the SDK says, and which part of it may be shown. */
import type { AwsCall } from './aws-call.ts';

/** The parts of an error. */
export interface ErrorFacts {
  /** The error's name without namespace and `Exception`, because the JSON and query protocols spell it differently. */
  readonly name: string;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** The SDK's text. It may be searched, but is shown only for a call without a secret. */
  readonly text: string;
  /** `Date` header of the answer, as milliseconds since 1970. */
  readonly answeredAt: number | undefined;
}

/** The part of a failure that may be shown, with AWS's own words. */
export function said(facts: ErrorFacts, call: AwsCall): string {
  const { name, status, requestId, text } = facts;
  const where = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
  ].join(', ');
  const words = text === '' || !mayBeShown(facts, call) ? '' : `: ${firstLine(text)}`;
  return `${name}${where === '' ? '' : ` (${where})`}${words}`;
}

/** So many letters of a secret value in a row are a part of it. */
const QUOTED_LETTERS = 8;

/**
 * For a call with a secret value, only a refusal of the service is shown, and only if it quotes nothing of the value: a parser's text may quote the answer, and a
 * validation's the request.
 */
function mayBeShown({ name, status, text }: ErrorFacts, { sensitive, sent = '' }: AwsCall): boolean {
  if (!sensitive) return true;
  if (status === undefined || status < 400 || name === 'Syntax' || name.startsWith('Unknown')) return false;
  if (/secret(String|Binary)/i.test(text)) return false;
  for (let at = 0; at + QUOTED_LETTERS <= text.length; at += 1) {
    if (sent.includes(text.slice(at, at + QUOTED_LETTERS))) return false;
  }
  return true;
}

/** AWS allows no change of a replica (seen with PutSecretValue and others: InvalidParameterException). */
export function isReplicaRefusal(text: string): boolean {
  return /not permitted on a replica secret/i.test(text);
}

/** The first line, at most 300 characters. */
export function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300);
}

/** Reads an error of the SDK. Nothing about it is certain. */
export function factsOf(error: unknown): ErrorFacts {
  const root = record(error);
  const metadata = record(root['$metadata']);
  const headers = record(record(root['$response'])['headers']);
  const answeredAt = Date.parse(string(headers['date']) ?? '');
  return {
    name:
      (string(root['name']) ?? 'Unknown').replace(/^.*#/, '').replace(/(Exception|Error)$/, '') || 'Unknown',
    code: codeOf(root),
    status: typeof metadata['httpStatusCode'] === 'number' ? metadata['httpStatusCode'] : undefined,
    requestId: string(metadata['requestId']),
    text: string(root['message']) ?? '',
    answeredAt: Number.isNaN(answeredAt) ? undefined : answeredAt,
  };
}

/** The code of a refused connection. It is one level down: under `cause`, or in one error for each address. */
function codeOf(root: Readonly<Record<string, unknown>>): string | undefined {
  const tried = Array.isArray(root['errors']) ? root['errors'].map((one) => record(one)['code']) : [];
  return [root['code'], record(root['cause'])['code'], ...tried]
    .map(string)
    .find((code) => code !== undefined);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
