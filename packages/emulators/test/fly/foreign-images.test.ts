/** Images that another builder made and somebody pushed. Their layers are written by the system's tar. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../src/fly/index.ts';
import { unpackTar } from '../../src/fly/registry/tar.ts';
import { ask, askApp, reach, type Asked } from './conformance/ask.ts';
import { openWorld, run, type TestWorld } from './world.ts';

const LONG = `${'deep/'.repeat(30)}name.txt`;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const digestOf = (bytes: Buffer | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A layer of the given files, in the format that is named. */
async function layerOf(
  { dir }: TestWorld,
  format: 'gnu' | 'pax' | 'ustar',
  files: Readonly<Record<string, string>>,
): Promise<Buffer> {
  const root = join(dir, 'layer');
  await rm(root, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    if (text.startsWith('-> ')) await symlink(text.slice(3), join(root, path));
    else await writeFile(join(root, path), text);
  }
  const words = [`--format=${format}`, '-czf', 'layer.tgz', '-C', 'layer', '.'];
  const packed = await run('tar', words, { cwd: dir, env: {} });
  assert.is(packed.code, 0, packed.stderr);
  return await readFile(join(dir, 'layer.tgz'));
}

/** Pushes an image by plain calls. */
async function push(
  world: TestWorld,
  tag: string,
  layers: readonly Buffer[],
  config: object,
): Promise<Asked> {
  const blob = async (bytes: Buffer): Promise<{ digest: string; size: number }> => {
    const digest = digestOf(bytes);
    const at = new URL(`/v2/demo/blobs/uploads/?digest=${digest}`, world.emulator.apiUrl);
    const headers = { authorization: 'Bearer token' };
    const sent = await fetch(at, { method: 'POST', headers, body: new Uint8Array(bytes) });
    assert.is(sent.status, 201);
    return { digest, size: bytes.length };
  };
  const described = await blob(Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', config })));
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  const listed = [];
  for (const layer of layers) listed.push({ mediaType, ...(await blob(layer)) });
  const document = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...described },
    layers: listed,
  };
  const raw = JSON.stringify(document);
  return await ask(world, 'PUT', `/v2/demo/manifests/${tag}`, { raw, headers: { 'content-type': MANIFEST } });
}

const create = (world: TestWorld, tag: string): Promise<Asked> =>
  askApp(world, 'POST', '/machines', { body: { config: { image: `registry.fly.io/demo:${tag}` } } });

test("a pushed Node.js app runs: the files of its folder, later layers over earlier ones, on the emulator's Node.js", async () => {
  await using world = await openWorld();
  const program =
    "import { readFileSync } from 'node:fs'; console.log(readFileSync(new URL('told.txt', import.meta.url), 'utf8'));";
  const below = await layerOf(world, 'gnu', {
    'usr/local/bin/node': 'another Node.js',
    'app/main.mjs': `${program} setInterval(() => undefined, 1000);`,
    'app/gone.txt': 'of the lower layer',
    [`app/${LONG}`]: 'long',
    'app/told.txt': 'one',
  });
  const above = await layerOf(world, 'pax', {
    'app/.wh.gone.txt': '',
    'app/told.txt': 'two',
    'app/short.txt': `-> ${LONG}`,
  });
  const config = {
    Entrypoint: ['docker-entrypoint.sh'],
    Cmd: ['node', 'main.mjs'],
    WorkingDir: '/app',
    Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'NODE_ENV=production'],
  };
  const pushed = await push(world, 'foreign', [below, above], config);
  assert.is(pushed.status, 201, pushed.text);

  const made = (await create(world, 'foreign')).json<Machine>();
  assert.is(made.image_ref.digest, pushed.headers.get('docker-content-digest'));
  assert.is((await reach(world, made.id, 'started')).status, 200);
  const inside = async (...command: string[]): Promise<string> => {
    const ran = await askApp(world, 'POST', `/machines/${made.id}/exec`, { body: { command } });
    return ran.json<{ stdout: string }>().stdout;
  };
  assert.is(await inside('cat', '/app/told.txt'), 'two');
  assert.is(await inside('cat', '/app/short.txt'), 'long');
  assert.match(await inside('ls', '/app/main.mjs'), 'main.mjs');
  assert.is(await inside('cat', '/app/gone.txt'), '');
});

test('an image that needs more than Node.js is kept, and no machine is made of it', async () => {
  await using world = await openWorld();
  const layer = await layerOf(world, 'ustar', { 'etc/nginx.conf': 'events {}' });
  assert.is((await push(world, 'nginx', [layer], { Cmd: ['nginx', '-g', 'daemon off;'] })).status, 201);

  assert.is((await ask(world, 'HEAD', '/v2/demo/manifests/nginx')).status, 200);
  const refused = await create(world, 'nginx');
  assert.is(refused.status, 422);
  assert.match(refused.text, /the emulator runs what its builder made, and Node\.js apps/u);
});

test("the system's tar and ours read the same archive", async () => {
  await using world = await openWorld();
  for (const format of ['gnu', 'pax'] as const) {
    const archive = gunzipSync(await layerOf(world, format, { [LONG]: 'long', 'a.txt': 'short' }));
    const files = unpackTar(archive).map(({ path, content }) => [path, content.toString()]);
    assert.equal(Object.fromEntries(files), { [`./${LONG}`]: 'long', './a.txt': 'short' });
  }
});

test.run();
