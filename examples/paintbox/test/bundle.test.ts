import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { exportJWK, generateKeyPair } from 'jose';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const home = new URL('..', import.meta.url);
/** Hangs are ended by it; nothing is expected to take a fraction of it. */
const LIMIT_MS = 180_000;
const { publicKey } = await generateKeyPair('ES256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' };

/** A stand-in for Secrets Manager that takes its time, so that requests can be caught in flight. It answers what `answers` holds, then the keys. */
const answers: { readonly status: number; readonly body: object }[] = [];
const aws: Server = createServer((_request, response) => {
  const { status, body } = answers.shift() ?? {
    status: 200,
    body: { SecretString: JSON.stringify({ keys: [jwk] }) },
  };
  setTimeout(() => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  }, 400);
});
const denied = {
  status: 400,
  body: {
    __type: 'AccessDeniedException',
    Message:
      'User: arn:aws:iam::111122223333:user/app is not authorized to perform: secretsmanager:GetSecretValue on resource: paintbox/production/jwt/public-keys because no identity-based policy allows the secretsmanager:GetSecretValue action',
  },
};

type Entry = { readonly event: string; readonly port?: number; readonly [name: string]: unknown };
type Running = {
  readonly child: ChildProcess;
  readonly entries: Entry[];
  readonly until: (event: string) => Promise<Entry>;
};

const running = new Set<ChildProcess>();

/** Starts the bundle where nothing else is, the way it runs in its image. */
function start(folder: string, env: Record<string, string>): Running {
  const { port } = aws.address() as AddressInfo;
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIATESTTESTTESTTEST',
      AWS_SECRET_ACCESS_KEY: 'only-for-this-test',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
      PAINTBOX_BUILD_ID: 'build-7',
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
  });
  running.add(child);
  const entries: Entry[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => entries.push(JSON.parse(line) as Entry));
  const until = async (event: string): Promise<Entry> => {
    const signal = AbortSignal.timeout(LIMIT_MS);
    for (;;) {
      const found = entries.find((entry) => entry.event === event);
      if (found !== undefined) return found;
      await once(lines, 'line', { signal });
    }
  };
  return { child, entries, until };
}

const bundle = suite<{ folder: string }>('bundle', { folder: '' });

bundle.before(async (context) => {
  await promisify(execFile)(process.execPath, ['--run', 'build'], { cwd: home, timeout: LIMIT_MS });
  context.folder = await mkdtemp(join(tmpdir(), 'paintbox-app-'));
  await copyFile(new URL('dist/server.mjs', home), join(context.folder, 'server.mjs'));
  aws.listen(0, '127.0.0.1');
  await once(aws, 'listening');
});

bundle.after(async ({ folder }) => {
  for (const child of running) child.kill('SIGKILL');
  aws.closeAllConnections();
  aws.close();
  await rm(folder, { recursive: true, force: true });
});

bundle(
  'the one file serves keys from the secret and stops cleanly with a request in flight',
  async ({ folder }) => {
    const { child, until } = start(folder, {});
    const { port } = await until('listening');
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(LIMIT_MS) });

    const asked = once(aws, 'request');
    const inFlight = fetch(`http://127.0.0.1:${port}/.well-known/jwks.json`, {
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    await asked;
    child.kill('SIGTERM');
    const response = await inFlight;

    assert.is(response.status, 200);
    assert.is(response.headers.get('x-paintbox-build'), 'build-7');
    assert.equal(await response.json(), { keys: [{ ...jwk }] });
    assert.equal(await exited, [0, null]);
    assert.is((await until('stopped'))['answered'], true);
  },
);

bundle('an idle server does not wait for an open connection when it is interrupted', async ({ folder }) => {
  const { child, until } = start(folder, {});
  const { port } = await until('listening');
  const exited = once(child, 'exit', { signal: AbortSignal.timeout(LIMIT_MS) });
  await (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(LIMIT_MS) })).text();

  child.kill('SIGINT');

  assert.equal(await exited, [0, null]);
  // A connection that had to be cut when the time to stop was over would not count as answered.
  assert.is((await until('stopped'))['answered'], true);
});

bundle(
  'without the right to read its keys it ends, and says which statement is missing',
  async ({ folder }) => {
    answers.push(denied);
    const { child, entries, until } = start(folder, {});
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(LIMIT_MS) });

    const { code, hint } = await until('keys.unproven');

    assert.is(code, 'AWS_ACCESS_DENIED');
    assert.match(
      String(hint),
      '{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:us-east-1:111122223333:secret:paintbox/production/jwt/public-keys-??????"}',
    );
    assert.equal(await exited, [1, null]);
    assert.not.ok(entries.some(({ event }) => event === 'listening'));
  },
);

bundle('a secret that is not visible yet is waited for', async ({ folder }) => {
  answers.push({ status: 400, body: { __type: 'ResourceNotFoundException', Message: 'not yet' } });
  const { child, entries, until } = start(folder, {});

  await until('listening');
  child.kill('SIGKILL');

  assert.equal(
    entries.map(({ event }) => event),
    ['keys.retry', 'keys.readable', 'listening'],
  );
});

bundle('a stop while it still tries to read its keys ends it at once', async ({ folder }) => {
  answers.push({ status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } });
  answers.push(...Array.from({ length: 20 }, () => answers[0] ?? denied));
  const { child, until } = start(folder, { AWS_MAX_ATTEMPTS: '1' });
  const exited = once(child, 'exit', { signal: AbortSignal.timeout(LIMIT_MS) });
  await until('keys.retry');

  child.kill('SIGTERM');

  assert.equal(await exited, [0, null]);
  answers.length = 0;
});

bundle('a wrong setting stops it with a line that names the setting', async ({ folder }) => {
  const { child, until } = start(folder, { PORT: 'eighty' });
  const exited = once(child, 'exit', { signal: AbortSignal.timeout(LIMIT_MS) });

  assert.match(JSON.stringify(await until('settings.invalid')), 'PORT');
  assert.equal(await exited, [2, null]);
});

bundle.run();
