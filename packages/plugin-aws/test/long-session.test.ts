/**
 * A worker outlives a session of AWS: the SDK gets the next one itself, with the token that is in the file by then. Known from @aws-sdk/credential-provider-node
 * (runtime/memoize-chain.js) and @aws-sdk/credential-provider-web-identity (fromTokenFile.js): five minutes before its end a session is renewed beside the call.
 */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { secretText } from '../src/index.ts';
import { account, allow, startRig } from './aws-rig.ts';

const ROLE = `arn:aws:iam::${account}:role/fleet-worker`;

interface Sts extends AsyncDisposable {
  readonly url: string;
  /** The tokens that were shown for a session, in order. */
  readonly shown: readonly string[];
}

/** Gives sessions that end in two minutes: the emulated AWS has no roles. */
async function openSts(): Promise<Sts> {
  const shown: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked = new URLSearchParams(Buffer.concat(chunks).toString());
    const token = asked.get('WebIdentityToken') ?? '';
    shown.push(token);
    const credentials = `<AccessKeyId>AKID-${token}</AccessKeyId><SecretAccessKey>key-of-${token}</SecretAccessKey><SessionToken>session-of-${token}</SessionToken><Expiration>${new Date(Date.now() + 120_000).toISOString()}</Expiration>`;
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>${credentials}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shown,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('a session that ends is followed by another one, with the token that is in the file by then', async () => {
  await using rig = await startRig();
  await using sts = await openSts();
  const folder = await mkdtemp(join(tmpdir(), 'aws-session-'));
  const file = join(folder, 'token');
  for (const token of ['one', 'two'])
    rig.aws.putUser({
      accessKeyId: `AKID-${token}`,
      secretAccessKey: `key-of-${token}`,
      sessionToken: `session-of-${token}`,
      arn: `arn:aws:sts::${account}:assumed-role/fleet-worker/${token}`,
      policy: allow('secretsmanager:GetSecretValue', '*'),
    });
  await rig.create('fly/shop-1', 'token-1');
  const env = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: rig.aws.region,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: rig.aws.url,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ROLE_ARN: ROLE,
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
  };
  // The SDK's own chain reads the variables of this process.
  Object.assign(process.env, env);
  const read = secretText(({ app }) => `fly/${app}`);
  const place = { fleet: 'shops', environment: 'production', env };
  try {
    await writeFile(file, 'one');
    assert.is(await read({ app: 'shop-1', labels: {} }, place), 'token-1');
    await writeFile(file, 'two');
    const follows = (): boolean =>
      rig.aws.requests().some(({ accessKeyId, outcome }) => accessKeyId === 'AKID-two' && outcome === 'ok');
    for (let tries = 0; tries < 500 && !follows(); tries += 1) {
      assert.is(await read({ app: 'shop-1', labels: {} }, place), 'token-1');
      await sleep(20);
    }
    assert.is(sts.shown[0], 'one');
    assert.ok(follows(), sts.shown.join());
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    await rm(folder, { recursive: true });
  }
});

test.run();
