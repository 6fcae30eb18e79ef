/** A machine with chosen programs: a Machines API on loopback whose exec runs them. A test double, not Fly.io. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A command that was run. */
export interface Ran {
  readonly command: readonly string[];
  readonly stdin?: string;
  readonly timeout: number;
}

/** What exec answers instead of running anything. */
export interface Refusal {
  readonly status: number;
  readonly json: unknown;
}

/** The machine. */
export interface ExecDouble extends AsyncDisposable {
  readonly url: string;
  readonly ran: Ran[];
}

/** @param programs name in the machine to path here; `refuse` is asked before each command, with how many came before it. */
export async function execDouble(
  programs: Readonly<Record<string, string>>,
  refuse: (ran: Ran, before: number) => Refusal | undefined = () => undefined,
): Promise<ExecDouble> {
  const bin = await mkdtemp(join(tmpdir(), 'inside-'));
  for (const [name, path] of Object.entries(programs)) await symlink(path, join(bin, name));
  const ran: Ran[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const one = JSON.parse(await text(request)) as Ran;
      ran.push(one);
      const { status, json } = refuse(one, ran.length - 1) ?? answerOf(await run(bin, one), one);
      response.writeHead(status, { 'content-type': 'application/json', 'fly-request-id': '01JTEST-iad' });
      response.end(JSON.stringify(json));
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ran,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await rm(bin, { recursive: true });
    },
  };
}

/** A missing program is an error of the call (superfly/init-snapshot). */
function answerOf(ran: object | undefined, { command }: Ran): Refusal {
  const missing = { error: `unknown: ${command[0]}: No such file or directory (os error 2)` };
  return ran === undefined ? { status: 500, json: missing } : { status: 200, json: ran };
}

/** What is zero or empty may be left out (superfly/fly-go, machine_types.go). */
async function run(bin: string, { command, stdin, timeout }: Ran): Promise<object | undefined> {
  const [program = '', ...args] = command;
  const options = { env: { PATH: bin }, timeout: timeout * 1000, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve) => {
    const child = execFile(program, args, { ...options, maxBuffer: 10_000_000 }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') resolve(undefined);
      else
        resolve({
          exit_code: child.exitCode ?? 0,
          exit_signal: child.signalCode === null ? -1 : constants.signals[child.signalCode],
          stdout,
          stderr,
        });
    });
    child.stdin?.on('error', () => {}).end(stdin);
  });
}
