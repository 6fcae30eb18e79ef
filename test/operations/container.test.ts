/** The production image in a real Docker engine, with its keys in (the emulator of) Secrets Manager. Size and layers are printed. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { worldEnvironment } from '@paintbox/deploy-local-world';
import { openRig } from '../e2e/rig.ts';
import type { Rig } from '../e2e/rig.ts';
import { makeBaseImages } from './container/base-images.ts';
import { startEngine } from './container/engine.ts';
import type { Engine } from './container/engine.ts';
import { canInstall } from '../debian.ts';
import { freePort } from '../free-port.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMAGE = 'paintbox:test';
const PATIENCE_MS = 180_000;
const STRICT = ['--read-only', '--tmpfs=/tmp:size=16m', '--cap-drop=ALL', '--security-opt=no-new-privileges'];
const PUBLIC_ONLY = ['secretsmanager:GetSecretValue'];

interface World {
  readonly engine: Engine;
  readonly rig: Rig;
}

interface Entry {
  readonly event: string;
  readonly [field: string]: unknown;
}

const test = suite<World>('the production image (in a Docker engine, against emulators)');

/** Builds an image of this repository and prints how big it is, layer by layer. */
async function build(
  engine: Engine,
  dockerfile: string,
  tag: string,
  args: readonly string[] = [],
): Promise<void> {
  const words = args.flatMap((pair) => ['--build-arg', pair]);
  const named = ['--file', join(ROOT, dockerfile), '--tag', tag, ...words];
  await engine.docker('build', '--quiet', '--network=host', ...named, ROOT);
  const size = Number(await engine.docker('inspect', '--format', '{{.Size}}', tag));
  const layers = await engine.docker('history', '--format', '{{.Size}}\t{{.CreatedBy}}', tag);
  process.stdout.write(`\n${tag} ${(size / 1e6).toFixed(1)} MB\n${layers}\n`);
}

/** Starts a container on the host's network and answers with its address. */
async function start(
  { engine, rig }: World,
  name: string,
  options: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const port = await freePort();
  const variables = {
    HOST: '127.0.0.1',
    PORT: String(port),
    PAINTBOX_BUILD_ID: 'build-7',
    AWS_ENDPOINT_URL: rig.address.awsUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIDOFTHEIMAGE',
    AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-test',
    ...env,
  };
  const words = Object.entries(variables).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  await engine.docker('run', '--detach', '--network=host', `--name=${name}`, ...words, ...options, IMAGE);
  return `http://127.0.0.1:${port}`;
}

/** Waits until the container is as wanted, and says what it logged when it never is. */
async function until({ engine }: World, name: string, field: string, wanted: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const now = await engine.docker('inspect', '--format', `{{${field}}}`, name);
    if (now === wanted) return;
    if (Date.now() > deadline) {
      const logs = await engine.run(['docker', 'logs', name]);
      throw new Error(`${field} is ${now}, not ${wanted}:\n${logs.stdout}${logs.stderr}`);
    }
    await sleep(100);
  }
}

/** What the container logged: JSON, line by line. */
async function entries({ engine }: World, name: string): Promise<readonly Entry[]> {
  const { stdout, stderr } = await engine.run(['docker', 'logs', name]);
  assert.is(stderr, '');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

const inFull = process.env['PAINTBOX_PROOF'] === 'all';
const TITLE = 'builds small, as nobody, with nothing in it but Node, an init and the app';
if (!canInstall()) {
  test.skip('the production image (needs Debian and root, to start a Docker engine)');
} else {
  test.before(async (context) => {
    const [engine, rig] = await Promise.all([startEngine(), openRig()]);
    Object.assign(context, { engine, rig });
    await Promise.all([makeBaseImages(engine), rig.call(['keys', 'ensure'])]);
  });
  test.after(async ({ engine, rig }) => {
    await Promise.all([engine?.[Symbol.asyncDispose](), rig?.[Symbol.asyncDispose]()]);
  });

  test(TITLE, async ({ engine }) => {
    await build(engine, 'Dockerfile.production', IMAGE, ['REVISION=abc123', 'BUILD=build-7']);
    const [image] = JSON.parse(await engine.docker('inspect', IMAGE)) as readonly [
      {
        readonly Size: number;
        readonly Config: { readonly User: string; readonly Labels: Record<string, string> };
      },
    ];
    await engine.docker('create', '--name=files', IMAGE);
    const { stdout } = await engine.run(['bash', '-c', 'docker export files | tar --list']);

    assert.is(image.Config.User, '65532:65532');
    assert.is(image.Config.Labels['org.opencontainers.image.revision'], 'abc123');
    assert.is(image.Config.Labels['org.opencontainers.image.version'], 'build-7');
    const files = stdout.split('\n').filter((path) => path !== '' && !path.endsWith('/'));
    const tools =
      /(^|\/)(sh|bash|dash|busybox|apt(-get)?|dpkg|npm|npx|pnpm|yarn|corepack|gcc|make|esbuild|curl|wget)$/;
    assert.equal(
      files.filter((path) => tools.test(path)),
      [],
    );
    assert.equal(
      files.filter((path) => /^(app|usr\/local)\//.test(path)).sort(),
      [
        ...['health-check', 'keeper', 'release-check', 'server'].flatMap((name) => [
          `app/${name}.mjs`,
          `app/${name}.mjs.map`,
        ]),
        'usr/local/bin/node',
        'usr/local/bin/tini',
      ].sort(),
    );
    assert.ok(image.Size < 160e6, `${image.Size} bytes`);
  });

  test('refuses to start where the keys are unreadable, and says what to do', async (world) => {
    await putUser(world.rig, 'AKIDWITHOUTRIGHTS', ['secretsmanager:DescribeSecret']);
    await start(world, 'denied', STRICT, { AWS_ACCESS_KEY_ID: 'AKIDWITHOUTRIGHTS' });

    await until(world, 'denied', '.State.Status', 'exited');
    const logged = await entries(world, 'denied');

    assert.is(await world.engine.docker('inspect', '--format', '{{.State.ExitCode}}', 'denied'), '1');
    const told = logged.find(({ event }) => event === 'keys.unproven');
    assert.match(String(told?.['hint']), /GetSecretValue|policy|permission/i);
    assert.not.ok(logged.some(({ event }) => event === 'listening'));
  });

  test('waits for an AWS that does not answer, and ends at once when it is told to', async (world) => {
    await start(world, 'patient', STRICT, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await entries(world, 'patient')).some(({ event }) => event === 'keys.retry')) {
      assert.ok(Date.now() < deadline, 'it never tried again');
      await sleep(100);
    }

    await world.engine.docker('stop', '--time=120', 'patient');

    assert.is(await world.engine.docker('inspect', '--format', '{{.State.ExitCode}}', 'patient'), '0');
  });

  test('becomes healthy and serves the stored keys on a read-only root without any capability', async (world) => {
    const { engine, rig } = world;
    await putUser(rig, 'AKIDOFTHEIMAGE', PUBLIC_ONLY);
    const url = await start(world, 'strict', [...STRICT, '--health-interval=1s']);
    await until(world, 'strict', '.State.Health.Status', 'healthy');

    const health = await fetch(`${url}/api/health`);
    const served = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as {
      keys: readonly { kid: string }[];
    };
    const first = await engine.docker('top', 'strict', '-o', 'pid,uid,args');

    assert.is(health.headers.get('x-paintbox-build'), 'build-7');
    assert.equal(
      (await entries(world, 'strict')).find(({ event }) => event === 'keys.readable')?.['kids'],
      served.keys.map(({ kid }) => kid),
    );
    assert.match(first, /65532\s+tini -- node server\.mjs\n\s*\d+\s+65532\s+node server\.mjs$/);
    await engine.docker('exec', 'strict', 'node', 'release-check.mjs');
  });

  test('its health check fails, with the reason, when nothing answers', async ({ engine }) => {
    const { code, stderr } = await engine.run([
      'docker',
      'exec',
      '--env=PORT=9',
      'strict',
      'node',
      'health-check.mjs',
    ]);

    assert.is(code, 1);
    assert.match(stderr, 'health-check.failed');
  });

  test('SIGTERM ends it, with exit code 0', async (world) => {
    // What ignores the signal is killed when this time is over, and its code is another.
    await world.engine.docker('stop', '--time=120', 'strict');

    assert.is(await world.engine.docker('inspect', '--format', '{{.State.ExitCode}}', 'strict'), '0');
    assert.ok((await entries(world, 'strict')).some(({ event }) => event === 'stopped'));
  });

  test('writes nothing, even where it could', async (world) => {
    const url = await start(world, 'free', ['--user=0:0']);
    await until(world, 'free', '.State.Status', 'running');
    const deadline = Date.now() + PATIENCE_MS;
    while ((await fetch(`${url}/api/health`).catch(() => undefined))?.status !== 200) {
      assert.ok(Date.now() < deadline, 'it does not answer');
      await sleep(100);
    }

    const changed = await world.engine.docker('diff', 'free');

    assert.is(changed, '');
  });

  if (inFull) {
    test('the image of the command line runs the config of a folder that has nothing installed', async ({
      engine,
      rig,
    }) => {
      await build(engine, 'Dockerfile.cli', 'paintbox-deploy:test');
      const folder = join(rig.dir, 'work');
      await mkdir(folder);
      await copyFile(join(ROOT, 'paintbox.deploy.config.ts'), join(folder, 'paintbox.deploy.config.ts'));
      const { NODE_EXTRA_CA_CERTS: ca = '', FLYCTL_PATH: _, ...variables } = worldEnvironment(rig.address);
      const env = { ...variables, NODE_EXTRA_CA_CERTS: '/ca.pem', PAINTBOX_STATE_DIR: '/tmp/state' };
      const words = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
      const mounts = ['--volume', `${folder}:/work:ro`, '--volume', `${ca}:/ca.pem:ro`];
      const call = ['docker', 'run', '--rm', '--network=host', ...words, ...mounts, 'paintbox-deploy:test'];

      const keys = await engine.run([...call, 'keys', 'check', '--json']);
      const deploy = await engine.run([...call, 'deploy', '--json']);

      assert.is(keys.code, 0, keys.stderr);
      assert.is((JSON.parse(keys.stdout) as RunRecord).status, 'succeeded');
      assert.is(deploy.code, 1);
      assert.match(deploy.stdout, 'FLY_FLYCTL_MISSING');
    });
  }
}

test.run();

async function putUser(rig: Rig, accessKeyId: string, actions: readonly string[]): Promise<void> {
  const Resource = 'arn:aws:secretsmanager:*:*:secret:paintbox/production/jwt/public-keys-??????';
  const Statement = actions.map((Action) => ({ Effect: 'Allow', Action, Resource }));
  const answer = await fetch(`${rig.address.awsUrl}/_emulator/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      accessKeyId,
      secretAccessKey: 'a-secret-of-the-test',
      name: accessKeyId.toLowerCase(),
      policy: { Version: '2012-10-17', Statement },
    }),
  });
  assert.ok(answer.ok, await answer.text());
}
