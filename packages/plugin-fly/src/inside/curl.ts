/** Asks with curl, which reads all of the requests from its input as a config (curl.se/docs/manpage.html, `--config`). */
import type { InsideAnswer } from '@paintbox/deploy-core/release';
import type { ExecResult } from '../api/machines.ts';
import { MOST_AT_ONCE, MOST_BODY, TOO_LONG, answered, silent, unread } from './program.ts';
import type { PlainRequest, Program } from './program.ts';
import { splitAnswer } from './read-heads.ts';

/** Exit codes that speak of the app (curl.se/libcurl/c/libcurl-errors.html). 63, a body that is too long, has its own place. */
const FAILURES: Readonly<Record<number, readonly ['refused' | 'timeout' | 'reset' | 'other', string]>> = {
  7: ['refused', 'nothing listens at the port'],
  8: ['other', 'the answer is no HTTP'],
  18: ['reset', 'the connection ended within the body'],
  28: ['timeout', 'no complete answer in time'],
  52: ['reset', 'the connection ended without an answer'],
  56: ['reset', 'the connection broke'],
};
const TOO_LARGE = 63;

/**
 * curl, of any version since 7.43. It makes several requests in one run where it can say how each of them ended: since 7.75
 * (curl.se/docs/manpage.html, `--write-out`, "exitcode").
 */
export function curlOf(version: string): Program {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return {
    name: 'curl',
    atOnce: major > 7 || (major === 7 && minor >= 75) ? MOST_AT_ONCE : 1,
    // `-q` comes first: no config of the image.
    command: (requests) => ({
      argv: ['curl', '-q', '-K', '-'],
      stdin: requests.map(configOf).join('next\n'),
    }),
    read: (ran, requests) => requests.map((request, at) => readOne(ran, request, requests[at - 1])),
  };
}

function readOne(ran: ExecResult, { mark }: PlainRequest, before: PlainRequest | undefined): InsideAnswer {
  const from = before === undefined ? 0 : after(ran.stdout, before.mark);
  const end = ran.stdout.indexOf(`\n${mark} `, from ?? 0);
  if (from === undefined || end === -1) return unread('curl', ran);
  const text = ran.stdout.slice(from, end);
  const told = /^ (\d{1,3})\./.exec(ran.stdout.slice(end + 1 + mark.length, end + mark.length + 8))?.[1];
  const exitCode = told === undefined ? ran.exitCode : Number(told);
  const failure = FAILURES[exitCode];
  if (failure !== undefined) return silent('curl', ...failure);
  // With a length that is too long, curl stops before the blank line after the head.
  const split = splitAnswer(exitCode === TOO_LARGE ? `${text}\r\n\r\n` : text);
  if (split === undefined || (exitCode !== 0 && exitCode !== TOO_LARGE)) return unread('curl', ran);
  const cut = exitCode === TOO_LARGE ? TOO_LONG : undefined;
  return answered('curl', { ...split.head, body: split.rest, cut });
}

/** Where the text of the next answer begins. */
function after(text: string, mark: string): number | undefined {
  const at = text.indexOf(`\n${mark} `);
  const end = at === -1 ? -1 : text.indexOf('\n', at + 1);
  return end === -1 ? undefined : end + 1;
}

function configOf({ method, path, port, headers, body, timeoutMs, mark }: PlainRequest): string {
  const lines: readonly (readonly [string, string])[] = [
    ['url', `http://127.0.0.1:${port}${path}`],
    ['request', method],
    ['noproxy', '*'],
    ['max-time', String(timeoutMs / 1000)],
    ['max-filesize', String(MOST_BODY)],
    ['write-out', `\n${mark} %{exitcode}.\n`],
    ...Object.entries(headers).map(
      ([name, value]) => ['header', value === '' ? `${name};` : `${name}: ${value}`] as const,
    ),
    ...(body === undefined ? [] : [['data-raw', body] as const]),
  ];
  const flags = ['silent', 'show-error', 'include', 'http1.1', 'path-as-is', 'globoff'];
  return [...flags, ...lines.map(([name, value]) => `${name} = "${escaped(value)}"`), ''].join('\n');
}

function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll('\v', '\\v');
}
