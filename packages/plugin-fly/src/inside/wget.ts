/** Asks with wget: GNU's, or the small one of busybox. Both get the request as arguments, so they are given no secret. */
import type { InsideAnswer } from '@paintbox/deploy-core/release';
import type { ExecResult } from '../api/machines.ts';
import { answered, shortly, silent, unread } from './program.ts';
import type { PlainRequest, Program } from './program.ts';
import { findHead } from './read-heads.ts';

const SECRET = 'wget would show a secret of this request in its arguments';

/** GNU wget (gnu.org/software/wget/manual), since 1.19. `--config=/dev/null` is refused by 1.21. */
export const gnuWget: Program = wget('wget', ({ timeoutMs }) => [
  'wget',
  '--no-config',
  '-nv',
  '-S',
  '-O',
  '-',
  '--tries=1',
  '--max-redirect=0',
  '--content-on-error',
  '--no-proxy',
  `--timeout=${timeoutMs / 1000}`,
]);

/**
 * busybox wget. It follows redirects, prints no body of an error, and of an error only the status (networking/wget.c). Its own limit, `-T`, ends
 * version 1.35 of Debian with a segmentation fault, so another applet keeps the time.
 */
export function busyboxWget(...start: readonly string[]): Program {
  return wget(`busybox wget`, ({ timeoutMs }) => [
    ...start,
    'timeout',
    String(Math.ceil(timeoutMs / 1000)),
    ...start,
    'wget',
    '-q',
    '-S',
    '-O',
    '-',
    '-Y',
    'off',
  ]);
}

function wget(name: string, start: (request: PlainRequest) => readonly string[]): Program {
  return {
    name,
    atOnce: 1,
    command(requests) {
      const argv = requests.flatMap((request) => [...start(request), ...argumentsOf(request)]);
      return requests.some(({ isSecret }) => isSecret) ? { cannot: SECRET } : { argv };
    },
    read: (ran, requests) => requests.map(() => readWget(name, ran)),
  };
}

function argumentsOf({ method, path, port, headers, body }: PlainRequest): readonly string[] {
  // busybox replaces its own headers only by names that are written as it writes them: `Host`, `User-Agent`.
  const written = (name: string): string => name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
  const fields = Object.entries(headers).map(([name, value]) => `--header=${written(name)}: ${value}`);
  const sent = method === 'GET' ? [] : [`--post-data=${body ?? ''}`];
  return [...fields, ...sent, `http://127.0.0.1:${port}${path}`];
}

/** How `timeout` of busybox and of GNU say that the time was up: by the signal they send, 15, or by 124. */
function isOverdue({ exitCode, signal }: ExecResult): boolean {
  return signal === 15 || exitCode === 143 || exitCode === 124;
}

function readWget(name: string, ran: ExecResult): InsideAnswer {
  if (isOverdue(ran)) return silent(name, 'timeout', 'no complete answer in time');
  if (ran.signal !== null) return unread(name, ran);
  const head = findHead(ran.stderr);
  const said = shortly(ran.stderr);
  if (head !== undefined && head.status >= 300 && head.status < 400) {
    // What follows may be of another address.
    return answered(name, { ...head, body: '', cut: 'wget does not print the body of a redirect' });
  }
  if (head !== undefined && (ran.exitCode === 0 || head.status >= 400)) {
    const cut = ran.stdout === '' && ran.exitCode !== 0 ? `${name} printed no body of it` : undefined;
    return answered(name, { ...head, body: ran.stdout, cut });
  }
  if (/connection refused/i.test(said)) return silent(name, 'refused', 'nothing listens at the port');
  if (/timed out/i.test(said)) return silent(name, 'timeout', 'no complete answer in time');
  if (head !== undefined || /error getting response|no data received|reset by peer/i.test(said)) {
    return silent(name, 'reset', 'the connection ended without a complete answer');
  }
  return unread(name, ran);
}
