/** The registry as skopeo sees it, a program of the container tools project that is not ours. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromDebian } from '../../../../test/debian.ts';
import type { Machine } from '../../src/fly/index.ts';
import { ask, askApp, reach } from './conformance/ask.ts';
import { deploy } from './deployed.ts';
import { openWorld, run, type CommandResult, type TestWorld } from './world.ts';

const skopeo = await fromDebian('skopeo');

interface Rig {
  readonly world: TestWorld;
  readonly host: string;
  readonly digest: string;
  /** Runs it with the token as password of the user `x`, over plain http. */
  readonly skopeo: (words: readonly string[], creds?: string) => Promise<CommandResult>;
}

async function rigOf(world: TestWorld, path: string): Promise<Rig> {
  const [machine] = await deploy(world, { image: await world.build('v1') });
  const host = new URL(world.emulator.apiUrl).host;
  return {
    world,
    host,
    digest: machine?.image_ref.digest ?? '',
    skopeo: (words, creds = 'x:token') => {
      const [verb = '', ...rest] = words;
      const ends = verb === 'copy' ? ['src', 'dest'] : [''];
      const flags = ends.flatMap((end) => {
        const prefix = end === '' ? '--' : `--${end}-`;
        return [`${prefix}tls-verify=false`, `${prefix}creds=${creds}`];
      });
      return run(path, ['--insecure-policy', verb, ...flags, ...rest], { cwd: world.dir, env: {} });
    },
  };
}

if ('missing' in skopeo) test.skip(`skopeo (${skopeo.missing})`);
else {
  test('skopeo looks at an image, copies it to a folder, to another tag and to another app, and back', async () => {
    await using world = await openWorld();
    const { host, digest, skopeo: call } = await rigOf(world, skopeo.path);
    const done = async (words: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await call(words);
      assert.is(code, 0, `${words.join(' ')}: ${stderr}`);
      return stdout;
    };
    const digestAt = async (ref: string): Promise<string> => {
      const seen = await done(['inspect', '--no-tags', `docker://${host}/${ref}`]);
      return (JSON.parse(seen) as { Digest: string }).Digest;
    };

    assert.is(await digestAt('demo:v1'), digest);
    const config = JSON.parse(await done(['inspect', '--config', `docker://${host}/demo@${digest}`])) as {
      config: { Cmd: string[]; WorkingDir: string };
    };
    assert.equal(config.config.Cmd, ['node', '/app/server.mjs']);
    assert.is(config.config.WorkingDir, '/app');

    await done(['copy', `docker://${host}/demo:v1`, `docker://${host}/demo:v2`]);
    assert.is(await digestAt('demo:v2'), digest);

    await world.emulator.createApp({ name: 'other' });
    await done(['copy', `docker://${host}/demo:v1`, `docker://${host}/other:mounted`]);
    assert.is(await digestAt(`other@${digest}`), digest);

    const folder = `dir:${join(world.dir, 'image')}`;
    await done(['copy', `docker://${host}/demo:v1`, folder]);
    assert.match(await readFile(join(world.dir, 'image', 'manifest.json'), 'utf8'), 'image.manifest.v1');

    // The platform has pruned it, and it comes back from the folder: a machine can be made of it again.
    await world.emulator.pruneImage(digest);
    const gone = await call(['inspect', '--no-tags', `docker://${host}/demo:v1`]);
    assert.is(gone.code, 1);
    assert.match(gone.stderr, /manifest unknown/u);
    await done(['copy', folder, `docker://${host}/demo:again`]);
    const body = { config: { image: 'registry.fly.io/demo:again' } };
    const made = (await askApp(world, 'POST', '/machines', { body })).json<Machine>();
    assert.is(made.image_ref.digest, digest);
    assert.is((await reach(world, made.id, 'started')).status, 200);
    await rm(join(world.dir, 'image'), { recursive: true });
  });

  test('skopeo changes the format of an image, and it still runs; without its app or its token nothing is pushed', async () => {
    await using world = await openWorld();
    const { host, digest, skopeo: call } = await rigOf(world, skopeo.path);
    const from = `docker://${host}/demo:v1`;

    const docker = await call(['copy', '--format', 'v2s2', from, `docker://${host}/demo:docker`]);
    assert.is(docker.code, 0, docker.stderr);
    const head = await ask(world, 'HEAD', '/v2/demo/manifests/docker');
    assert.is(head.headers.get('content-type'), 'application/vnd.docker.distribution.manifest.v2+json');
    assert.is.not(head.headers.get('docker-content-digest'), digest);
    const body = { config: { image: 'registry.fly.io/demo:docker' } };
    const made = (await askApp(world, 'POST', '/machines', { body })).json<Machine>();
    assert.is(made.image_ref.digest, head.headers.get('docker-content-digest'));
    assert.is((await reach(world, made.id, 'started')).status, 200);

    const nobody = await call(['copy', from, `docker://${host}/nobody:v1`]);
    assert.is(nobody.code, 1);
    assert.match(nobody.stderr, /app repository not found/u);
    const stranger = await call(['inspect', '--no-tags', from], 'x:invalid');
    assert.is(stranger.code, 1);
    assert.match(stranger.stderr, /unauthorized|authentication required/u);
  });
}

test.run();
