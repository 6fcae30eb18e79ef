/** `docker()`: what Docker is told. The program here is ours and only notes it; the real one is asked by docker.proof.ts. */
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { docker } from '../src/index.ts';
import { codesOf, openRig } from './rig.ts';
import type { Rig } from './rig.ts';

/** Puts a `docker` on the PATH that notes how it was called, and then pushes as the stand-in for flyctl does, or fails. */
async function withDocker(rig: Rig, fails = false): Promise<Record<string, string>> {
  const bin = join(rig.dir, 'bin');
  await mkdir(bin, { recursive: true });
  const push = `'${rig.emulator.flyctlPath}' deploy '${join(rig.dir, 'app')}' -c '${rig.config}' --build-only --push --image-label v1`;
  const lines = [
    '#!/bin/sh',
    `for word in "$@"; do echo "$word"; done > '${rig.dir}/words'`,
    `cat "$DOCKER_CONFIG/config.json" > '${rig.dir}/config'`,
    `echo "$DOCKER_CONFIG" > '${rig.dir}/folder'`,
    `echo "$BUILDX_CONFIG" > '${rig.dir}/buildx'`,
    `ls "$DOCKER_CONFIG/contexts" > '${rig.dir}/contexts' 2>/dev/null`,
    fails ? 'echo "ERROR: no space left on device" >&2; exit 1' : push,
  ];
  await writeFile(join(bin, 'docker'), `${lines.join('\n')}\n`, { mode: 0o755 });
  return { PATH: `${bin}:${process.env['PATH']}`, HOME: await realpath(rig.dir) };
}

async function build(rig: Rig, env: Record<string, string>) {
  const { 'fleet-before': before } = await rig.before();
  const stage = rig.flyWith({ builder: docker() }).build({
    context: join(rig.dir, 'app'),
    label: 'v1',
    args: { REVISION: 'abc' },
  });
  return rig.run(stage, { 'fleet-before': before }, { env: { ...rig.env, ...env } });
}

const noted = (rig: Rig, what: string) => readFile(join(rig.dir, what), 'utf8');

test('an image for linux/amd64 is pushed, and the registry says its digest', async () => {
  await using rig = await openRig();
  await rig.writeApp('one');

  const run = await build(rig, await withDocker(rig));

  assert.equal(codesOf(run), []);
  assert.match(run.outputs?.image.digest ?? '', /^sha256:/);
  const words = (await noted(rig, 'words')).trim().split('\n');
  const host = rig.env['FLY_REGISTRY_HOST'];
  assert.equal(words.slice(0, 5), ['buildx', 'build', '--push', '--tag', `${host}/demo:v1`]);
  assert.ok(words.includes('--provenance=false') && words.includes('--sbom=false'));
  assert.equal(words.slice(words.indexOf('--platform'), words.indexOf('--platform') + 2), [
    '--platform',
    'linux/amd64',
  ]);
  assert.equal(words.slice(-3), ['--build-arg', 'REVISION=abc', join(rig.dir, 'app')]);
});

test("the person's context, builder and logins stay theirs, and the token is in nothing that is left", async () => {
  await using rig = await openRig();
  await rig.writeApp('one');
  const own = join(await realpath(rig.dir), '.docker');
  await mkdir(join(own, 'contexts', 'colima'), { recursive: true });
  const logins = {
    auths: { 'ghcr.io': { auth: 'eDp5' } },
    credsStore: 'osxkeychain',
    currentContext: 'colima',
  };
  await writeFile(join(own, 'config.json'), JSON.stringify(logins));

  const run = await build(rig, await withDocker(rig));

  assert.equal(codesOf(run), []);
  const host = rig.env['FLY_REGISTRY_HOST'] ?? '';
  const config = JSON.parse(await noted(rig, 'config'));
  assert.equal(Object.keys(config.auths), ['ghcr.io', host]);
  assert.is(Buffer.from(config.auths[host].auth, 'base64').toString(), 'x:a-token-for-tests');
  assert.equal(
    [config.credsStore, config.currentContext, config.credHelpers],
    ['osxkeychain', 'colima', { [host]: '' }],
  );
  assert.is((await noted(rig, 'contexts')).trim(), 'colima');
  assert.is((await noted(rig, 'buildx')).trim(), join(own, 'buildx'));
  assert.not.match((await noted(rig, 'words')) + JSON.stringify(run.events), /a-token-for-tests/);
  const gone = await readFile(join((await noted(rig, 'folder')).trim(), 'config.json')).catch(() => 'gone');
  assert.is(gone, 'gone');
  assert.equal(JSON.parse(await readFile(join(own, 'config.json'), 'utf8')), logins);
});

test('a build that fails tells the last that Docker said; without Docker that is said first', async () => {
  await using rig = await openRig();
  await rig.writeApp('one');

  const failed = await build(rig, await withDocker(rig, true));
  const none = await build(rig, { PATH: join(rig.dir, 'nothing') });

  assert.equal(codesOf(failed), ['FLY_BUILD_FAILED']);
  assert.match(String(failed.error), /no space left on device/);
  assert.match(JSON.stringify(codesOf(none)), /FLY_DOCKER_MISSING/);
});

test.run();
