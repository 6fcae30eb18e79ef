/**
 * Everything that asks the network goes through the proxy that the environment names, a real one with a password: AWS, the app, Slack, mail and the collector of traces. The names
 * exist nowhere, so whoever goes past the proxy finds nothing. The Machines API is in packages/plugin-fly/test/api/proxy.test.ts.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import type { ListenerSource } from '@paintbox/deploy-core';
import { runStage } from '@paintbox/deploy-core/testing';
import { startAwsEmulator } from '@paintbox/deploy-emulators/aws';
import { startSlackEmulator, startSmtpSink } from '@paintbox/deploy-emulators/notify';
import { ensureKeys, identity, s3 } from '@paintbox/deploy-plugin-aws';
import { secretsManagerSource } from '@paintbox/deploy-plugin-aws/jwks';
import { email, slack } from '@paintbox/deploy-plugin-notify';
import { openTelemetry } from '@paintbox/deploy-plugin-otel';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { trusted } from '../../packages/plugin-fly/test/api/certificate.ts';
import { load } from '../../packages/plugin-checks/src/checks/load.ts';
import { createHttp } from '../../packages/plugin-checks/src/http/http.ts';
import { shakeHands } from '../../packages/plugin-checks/src/http/shake-hands.ts';
import { bench } from '../../packages/plugin-checks/test/rig.ts';
import { run } from '../../packages/plugin-notify/test/rig.ts';
import { fromDebian } from '../debian.ts';
import { startTinyproxy } from './tinyproxy.ts';
import type { RealProxy } from './tinyproxy.ts';

const { HOME } = process.env;
type Env = Readonly<Record<string, string | undefined>>;

for (const name of Object.keys(process.env)) if (/^AWS_|_proxy$/i.test(name)) delete process.env[name];

/** Puts TLS with a trusted certificate of the name in front of a port. */
async function behindTls(name: string, port: number): Promise<{ readonly port: number; close(): void }> {
  const server = createTlsServer(await trusted(name), (socket) => {
    const upstream = connect(port, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}

/** This machine under an address that is not the usual one of loopback, so it is asked through the proxy unless `NO_PROXY` names it. */
const hereByNumber = (port: number): string => `http://0.0.0.0:${port}`;
const proxied = ({ url }: RealProxy): Env => ({ HTTP_PROXY: url, HTTPS_PROXY: url });
const portOf = (url: string): number => Number(new URL(url).port);

/** Runs a pipeline that does nothing, with a listener, and returns what it warned of. */
async function runWith(listener: ListenerSource, env: Env): Promise<string> {
  const { events } = await run({ listeners: [listener], env });
  return JSON.stringify(events.filter(({ type }) => type === 'listener.failed'));
}

const tinyproxy = await fromDebian('tinyproxy');
if ('missing' in tinyproxy) {
  test.skip(`through tinyproxy (${tinyproxy.missing})`);
} else {
  const { path } = tinyproxy;

  test('AWS is asked through the proxy, over http and https, for keys, for the served set and for state', async () => {
    const aws = await startAwsEmulator({ account: '111122223333' });
    aws.putUser({
      accessKeyId: 'AKIDOWNER',
      secretAccessKey: 'owner-secret-key',
      policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
    });
    const tls = await behindTls('secrets.aws.example', portOf(aws.url));
    const bare: Env = {
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: 'AKIDOWNER',
      AWS_SECRET_ACCESS_KEY: 'owner-secret-key',
    };
    await using proxy = await startTinyproxy(path, {
      'secrets.aws.example:443': tls.port,
      'plain.aws.example:4566': portOf(aws.url),
    });
    const secure = { ...bare, ...proxied(proxy), AWS_ENDPOINT_URL: 'https://secrets.aws.example' };
    const plain = { ...secure, AWS_ENDPOINT_URL: 'http://plain.aws.example:4566' };
    try {
      const made = await runStage(ensureKeys(), {}, { env: secure });
      const known = await runStage(identity(), {}, { env: plain });
      assert.is(made.error, undefined);
      assert.is(known.outputs?.['aws-identity'].account, '111122223333');
      assert.ok(proxy.seen.includes('CONNECT secrets.aws.example:443'));
      assert.ok(proxy.seen.includes('CONNECT plain.aws.example:4566'));

      // The app reads the variables of its process.
      Object.assign(process.env, secure);
      const load = secretsManagerSource({ secretId: 'paintbox/production/jwt/public-keys' });
      assert.match(await load(), '"keys"');

      const store = s3({ bucket: 'acme-state' })({ app: 'shop', environment: 'production', env: plain });
      const missing = await store.read('runs/none').then(
        () => 'read',
        (error: unknown) => String((error as { code?: string }).code),
      );
      assert.is(missing, 'S3_BUCKET_MISSING', 'an answer of S3');

      const locked = { ...secure, HTTPS_PROXY: proxy.url.replace(proxy.password, 'wrong') };
      const refused = await runStage(identity(), {}, { env: locked });
      assert.match(String(refused.error), /refused the connection: 40[17]/);
      assert.not.match(JSON.stringify([made.events, refused.events]) + String(refused.error), proxy.password);

      const before = proxy.seen.length;
      const straight = { ...secure, NO_PROXY: '0.0.0.0', AWS_ENDPOINT_URL: hereByNumber(portOf(aws.url)) };
      for (const env of [straight, { ...secure, AWS_ENDPOINT_URL: aws.url }]) {
        const { error } = await runStage(identity(), {}, { env });
        assert.equal([error, proxy.seen.length], [undefined, before], env.AWS_ENDPOINT_URL);
      }
    } finally {
      for (const name of Object.keys(secure)) delete process.env[name];
      tls.close();
      await aws.close();
    }
  });

  test('signing in with SSO and with a web identity goes through the proxy', async () => {
    const home = await mkdtemp(join(tmpdir(), 'aws-home-'));
    const asked: string[] = [];
    const aws = createServer((request, response) => {
      asked.push(String(request.url));
      const roleCredentials = {
        accessKeyId: 'AKIDROLE',
        secretAccessKey: 'role-secret-key',
        sessionToken: 'session',
        expiration: Date.now() + 3_600_000,
      };
      const portal = request.url?.startsWith('/federation/') === true;
      request.resume().once('end', () => {
        if (portal)
          response.setHeader('content-type', 'application/json').end(JSON.stringify({ roleCredentials }));
        else response.writeHead(403).end();
      });
    }).listen(0, '127.0.0.1');
    await once(aws, 'listening');
    await using proxy = await startTinyproxy(path, { 'aws.example:80': (aws.address() as AddressInfo).port });
    const cache = join(home, '.aws/sso/cache', `${createHash('sha1').update('corp').digest('hex')}.json`);
    await mkdir(dirname(cache), { recursive: true });
    await writeFile(cache, JSON.stringify({ accessToken: 'token', expiresAt: '2126-01-01T00:00:00Z' }));
    await writeFile(join(home, 'token'), 'header.eyJzdWIiOiJtZSJ9.signature');
    await writeFile(
      join(home, '.aws/config'),
      `[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Deployer\nregion = us-east-1\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n[profile web]\nregion = us-east-1\nrole_arn = arn:aws:iam::111122223333:role/deployer\nweb_identity_token_file = ${join(home, 'token')}\n`,
    );
    try {
      for (const [AWS_PROFILE, first] of [
        ['sso', '/federation/credentials'],
        ['web', '/'],
      ] as const) {
        const own = {
          HOME: home,
          AWS_PROFILE,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_ENDPOINT_URL: 'http://aws.example',
          AWS_MAX_ATTEMPTS: '1',
        };
        // The SDK reads the variables of its process, but no proxy among them.
        Object.assign(process.env, own);
        asked.length = 0;
        const { error } = await runStage(identity(), {}, { env: { ...own, ...proxied(proxy) } });
        for (const name of Object.keys(own)) if (name !== 'HOME') delete process.env[name];

        assert.match(asked[0] ?? String(error), first);
        assert.ok(proxy.seen.every((one) => one === 'CONNECT aws.example:80'));
      }
      assert.ok(proxy.seen.length >= 2);
    } finally {
      process.env['HOME'] = HOME;
      aws.closeAllConnections();
      aws.close();
      await rm(home, { recursive: true });
    }
  });

  test('the app is asked through the proxy, its certificate too, and is not put under load', async () => {
    const server = createServer((request, response) => {
      response.setHeader('x-paintbox-build', 'b2').end(`page ${request.url}`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const tls = await behindTls('app.example', port);
    await using proxy = await startTinyproxy(path, { 'app.example:443': tls.port, 'plain.example:80': port });
    const { signal } = new AbortController();
    const env = proxied(proxy);
    Object.assign(process.env, env);
    try {
      const http = createHttp({ signal });
      const page = await http('https://app.example/one');
      const plain = await http('http://plain.example/two');
      const hands = await shakeHands('https://app.example', { timeoutMs: 5_000, signal });
      const { target, tools } = bench('https://app.example', { publishedKeys: undefined });
      const [loaded] = await load(target, { ...tools, ctx: { ...tools.ctx, env } });

      assert.equal([page.body, page.error, plain.body], ['page /one', undefined, 'page /two']);
      assert.is(hands instanceof Error ? hands.message : hands.certificates[0]?.subject.CN, 'app.example');
      assert.is(loaded?.verdict, 'skip');
      assert.equal([...new Set(proxy.seen)], ['CONNECT app.example:443', 'CONNECT plain.example:80']);
    } finally {
      for (const name of Object.keys(env)) delete process.env[name];
      tls.close();
      server.closeAllConnections();
      server.close();
    }
  });

  test('Slack gets its message through the proxy', async () => {
    const service = await startSlackEmulator();
    const tls = await behindTls('hooks.slack.example', portOf(service.webhook));
    await using proxy = await startTinyproxy(path, { 'hooks.slack.example:443': tls.port });
    const SLACK_WEBHOOK = `https://hooks.slack.example${new URL(service.webhook).pathname}`;

    const warned = await runWith(slack(), { ...proxied(proxy), SLACK_WEBHOOK });
    const locked = proxy.url.replace(proxy.password, 'wrong');
    const refused = await runWith(slack(), { HTTPS_PROXY: locked, SLACK_WEBHOOK });
    tls.close();
    await service.close();

    assert.is(service.messages().length, 1, warned);
    assert.equal(proxy.seen, ['CONNECT hooks.slack.example:443']);
    assert.match(refused, 'the proxy refused the connection');
    assert.not.match(refused, 'wrong');
  });

  test('mail goes through the proxy, and straight to what NO_PROXY names', async () => {
    const server = await startSmtpSink();
    await using proxy = await startTinyproxy(path, { 'mail.example:2525': server.port });
    const env = {
      ...proxied(proxy),
      NOTIFICATION_EMAIL: 'team@paintbox.example',
      SMTP_URL: 'smtp://mail.example:2525',
    };

    const warned = await runWith(email(), env);
    const straight = { ...env, SMTP_URL: `smtp://0.0.0.0:${server.port}`, NO_PROXY: '0.0.0.0' };
    const past = await runWith(email(), straight);
    await server.close();

    assert.is(server.mails().length, 2, warned + past);
    assert.equal(proxy.seen, ['CONNECT mail.example:2525']);
  });

  test('traces go through the proxy', async () => {
    const asked: string[] = [];
    const collector = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      request.resume().once('end', () => response.end('{}'));
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address() as AddressInfo;
    await using proxy = await startTinyproxy(path, { 'collector.example:4318': port });

    const warned = await runWith(openTelemetry(), {
      ...proxied(proxy),
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
    });
    collector.closeAllConnections();
    collector.close();

    assert.equal(asked, ['POST /v1/traces'], warned);
    assert.equal(proxy.seen, ['POST collector.example:4318']);
  });
}

test.run();
