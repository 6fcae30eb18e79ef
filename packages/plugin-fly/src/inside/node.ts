/** Asks with Node: a short program reads the requests from its input and prints each answer as a line of JSON. */
import * as v from 'valibot';
import type { InsideAnswer } from '@paintbox/deploy-core/release';
import type { ExecResult } from '../api/machines.ts';
import { MOST_AT_ONCE, MOST_BODY, TOO_LONG, answered, shortly, silent, unread } from './program.ts';
import type { PlainRequest, Program } from './program.ts';

/** Runs in the machine, with whatever Node its image has. It begins at the first line, because the end of the input may not be told. */
const SCRIPT = `
const { stdin, stdout, exit } = process;
let text = '', begun = false, open = 0;
stdin.setEncoding('utf8').on('data', (part) => { text += part; if (text.includes('\\n')) begin(); }).on('end', begin);
function begin() {
  if (begun) return;
  begun = true;
  const all = JSON.parse(text);
  open = all.length;
  all.forEach(ask);
}
function ask(asked) {
  let ended = false;
  const say = (answer) => {
    if (ended) return;
    ended = true;
    stdout.write('\\n' + asked.mark + JSON.stringify(answer) + '\\n', () => { open -= 1; if (open === 0) exit(0); });
  };
  setTimeout(() => say({ error: 'timeout', message: '' }), asked.timeoutMs);
  const failed = (error) => say({ error: String(error.code || ''), message: String(error.message) });
  try {
    const options = { host: '127.0.0.1', port: asked.port, path: asked.path, method: asked.method, headers: asked.headers, agent: false };
    require('http').request(options, (answer) => {
      const parts = [];
      let size = 0;
      const done = (cut) => say({ status: answer.statusCode, headers: answer.rawHeaders, body: Buffer.concat(parts).slice(0, asked.most).toString('utf8'), cut });
      answer.on('data', (part) => { parts.push(part); size += part.length; if (size > asked.most) { done(true); answer.destroy(); } });
      answer.on('end', () => done(false)).on('aborted', () => failed({ code: 'ECONNRESET', message: 'aborted' })).on('error', failed);
    }).on('error', failed).end(asked.body);
  } catch (error) { failed(error); }
}`;

const said = v.union([
  v.object({ error: v.string(), message: v.string() }),
  v.object({
    status: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(999)),
    headers: v.array(v.string()),
    body: v.string(),
    cut: v.boolean(),
  }),
]);

const KINDS: ReadonlyMap<string, readonly ['refused' | 'timeout' | 'reset', string]> = new Map([
  ['ECONNREFUSED', ['refused', 'nothing listens at the port']],
  ['timeout', ['timeout', 'no complete answer in time']],
  ['ECONNRESET', ['reset', 'the connection ended without a complete answer']],
  ['EPIPE', ['reset', 'the connection ended without a complete answer']],
] as const);

/** Node at a path: `node`, or where images without a shell keep it. */
export function nodeAt(path: string): Program {
  return {
    name: path,
    atOnce: MOST_AT_ONCE,
    command: (requests) => ({
      argv: [path, '-e', SCRIPT],
      stdin: `${JSON.stringify(requests.map(forScript))}\n`,
    }),
    read: (ran, requests) => {
      const lines = ran.stdout.split('\n');
      return requests.map(({ mark }) => readLine(path, ran, mark, lines));
    },
  };
}

function forScript({ isSecret: _isSecret, headers, body, ...rest }: PlainRequest): object {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return { ...rest, body, most: MOST_BODY, headers: { ...headers, ...length } };
}

function readLine(path: string, ran: ExecResult, mark: string, lines: readonly string[]): InsideAnswer {
  const line = lines.find((one) => one.startsWith(mark));
  const parsed = line === undefined ? undefined : v.safeParse(said, parse(line.slice(mark.length)));
  if (parsed === undefined || !parsed.success) return unread(path, ran);
  const { output } = parsed;
  if ('status' in output) {
    const { status, body, cut } = output;
    const headers = output.headers.flatMap((name, at) =>
      at % 2 === 0 ? [[name, output.headers[at + 1] ?? ''] as const] : [],
    );
    return answered(path, { status, headers, body, cut: cut ? TOO_LONG : undefined });
  }
  const [kind, reason] = KINDS.get(output.error) ?? ['other', shortly(output.message)];
  return silent(path, kind, reason);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
