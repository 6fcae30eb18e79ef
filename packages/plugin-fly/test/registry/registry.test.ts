/** Looking images up: at the registry of the Docker project where it can be had, and at a scripted one for mishaps. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFlyEmulator } from '@paintbox/deploy-emulators/fly';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { registry } from '../../src/registry/registry.ts';
import { digestOf } from '../../src/registry/manifest.ts';
import type { FoundImage } from '../../src/registry/registry.ts';
import { failure, inStage, scripted } from '../api/scripted.ts';
import type { Reply, Used } from '../api/scripted.ts';
import { fromDebian } from '../../../../test/debian.ts';
import { REGISTRY_TOKEN, startRegistry } from './docker-registry.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const OTHER_DIGEST = `sha256:${'0'.repeat(64)}`;

const find = (ref: string, env: Readonly<Record<string, string>>): Promise<Used<FoundImage>> =>
  inStage(env, (ctx) => registry(ctx).find(ref));

const EXPIRED = 'fo1_expired';

/** What any registry answers, with our token for the user `x`, when it has the app `demo` and no other. */
async function expectRegistry(host: string): Promise<void> {
  const push = pusher(host);
  const config = await push.blob(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: [] },
      config: {},
    }),
  );
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [],
  });
  const single = await push.manifest('single', manifest, MANIFEST);
  const platform = { os: 'linux', architecture: 'amd64' };
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [{ mediaType: MANIFEST, digest: single, size: manifest.length, platform }],
  });
  const many = await push.manifest('many', index, INDEX);
  assert.is.not(single, many);

  const env = { FLY_REGISTRY_HOST: host, FLY_API_TOKEN: REGISTRY_TOKEN };
  const ask = async (ref: string): Promise<FoundImage | undefined> => (await find(ref, env)).value;
  const one = { status: 'found', digest: single, manifests: null };
  const all = { status: 'found', digest: many, manifests: [{ digest: single, platform: 'linux/amd64' }] };
  assert.equal(await ask(`${host}/demo:single`), one);
  assert.equal(await ask(`${host}/demo@${single}`), one);
  assert.equal(await ask(`registry.fly.io/demo@${single}`), one, 'the public name is looked up there');
  assert.equal(await ask(`registry.fly.io/demo:many`), all);
  assert.equal(await ask(`registry.fly.io/demo:single@${many}`), all, 'a digest counts before a tag');
  for (const ref of [`demo:none`, `demo@${OTHER_DIGEST}`, 'nothing:here']) {
    const found = await ask(`registry.fly.io/${ref}`);
    assert.is(found?.status, 'missing', ref);
    assert.match(found?.status === 'missing' ? found.why : '', /MANIFEST_UNKNOWN|NAME_UNKNOWN/);
  }

  const refused = await find('registry.fly.io/demo:single', { ...env, FLY_API_TOKEN: EXPIRED });
  assert.is(refused.value?.status, 'unknown');
  assert.not.match(refused.journal, Buffer.from(`x:${EXPIRED}`).toString('base64'));
}

const debian = await fromDebian('docker-registry');
if ('missing' in debian) {
  test.skip(`the registry of the Docker project (${debian.missing})`);
} else {
  test('the registry of the Docker project: by tag and digest, index and manifest, missing and refused', async () => {
    await using server = await startRegistry(debian.path);
    await expectRegistry(server.host);
  });
}

test('the emulated registry answers the same as that of the Docker project', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'emulated-registry-'));
  const emulator = await startFlyEmulator({ dir });
  try {
    await emulator.createApp({ name: 'demo' });
    emulator.setToken(EXPIRED, { kind: 'expired', organization: 'personal' });
    await expectRegistry(new URL(emulator.apiUrl).host);
  } finally {
    await emulator.close();
    await rm(dir, { recursive: true, force: true });
  }
});

test('a registry that refuses reads, or answers with pages, leaves the image unknown', async () => {
  const page = { 'content-type': 'text/html' };
  const cases: readonly [Reply, RegExp][] = [
    [{ status: 401, json: { errors: [{ code: 'UNAUTHORIZED' }] } }, /401, ".*UNAUTHORIZED/],
    [{ status: 403, text: 'denied' }, /403, "denied"/],
    [{ status: 200, text: '<html><title>Sign in</title>', headers: page }, /Sign in/],
    [{ status: 404, text: '<html>', headers: page }, /404, a page of HTML/],
    [{ status: 404, text: '' }, /404, an empty body/],
  ];
  for (const [reply, why] of cases) {
    await using server = await scripted(() => reply);
    const { value } = await find('registry.fly.io/demo:v1', { FLY_REGISTRY_HOST: new URL(server.url).host });

    assert.is(value?.status, 'unknown');
    assert.match(value?.status === 'unknown' ? value.why : '', why);
  }
});

test('a registry that is broken is an error, not an absence', async () => {
  for (const reply of ['reset', { status: 502, text: 'bad gateway' }, { status: 429, text: '' }] as const) {
    await using server = await scripted(() => reply);
    const { error } = await find('registry.fly.io/demo:v1', { FLY_REGISTRY_HOST: new URL(server.url).host });

    assert.match(failure(error).error.code, /^FLY_(PLATFORM_UNREACHABLE|RATE_LIMITED)$/);
    assert.match(failure(error).error.message, /could not look up demo at 127\.0\.0\.1/);
  }
});

test('an answer for another digest than was asked for is not believed', async () => {
  const body = JSON.stringify({ schemaVersion: 2 });
  await using server = await scripted(() => ({
    status: 200,
    text: body,
    headers: { 'content-type': MANIFEST, 'docker-content-digest': digestOf(body) },
  }));
  const env = { FLY_REGISTRY_HOST: new URL(server.url).host };

  assert.is((await find(`registry.fly.io/demo@${digestOf(body)}`, env)).value?.status, 'found');
  const other = await find(`registry.fly.io/demo@${OTHER_DIGEST}`, env);
  assert.is(other.value?.status, 'unknown');
});

test('without a digest in the head, the digest is that of the bytes', async () => {
  const body = JSON.stringify({ schemaVersion: 2, layers: [] });
  await using server = await scripted(() => ({
    status: 200,
    text: body,
    headers: { 'content-type': MANIFEST },
  }));
  const { value } = await find('registry.fly.io/demo', { FLY_REGISTRY_HOST: new URL(server.url).host });

  assert.equal(value, { status: 'found', digest: digestOf(body), manifests: null });
  assert.match(server.received.at(-1)?.path ?? '', /\/v2\/demo\/manifests\/latest$/);
});

test('another registry is asked without the token', async () => {
  await using server = await scripted(() => ({ status: 401, text: '' }));
  const { value } = await find(`${new URL(server.url).host}/library/node:24`, {});

  assert.is(value?.status, 'unknown');
  assert.is(server.received[0]?.headers.authorization, undefined);
});

test('what names no registry is no image to look up', async () => {
  for (const ref of [
    'v41',
    'node:24',
    'registry.fly.io/',
    'registry.fly.io/demo:a b',
    'registry.fly.io/demo@sha256:12',
  ]) {
    const { error } = await find(ref, {});
    assert.is(failure(error).error.code, 'FLY_IMAGE_REF', ref);
  }
});

interface Pusher {
  blob(text: string): Promise<{ readonly digest: string; readonly size: number }>;
  manifest(tag: string, text: string, type: string): Promise<string>;
}

/** Pushes by the distribution specification. */
function pusher(host: string): Pusher {
  const authorization = `Basic ${Buffer.from(`x:${REGISTRY_TOKEN}`).toString('base64')}`;
  const base = `http://${host}/v2/demo`;
  return {
    async blob(text) {
      const digest = digestOf(text);
      const begun = await fetch(`${base}/blobs/uploads/`, { method: 'POST', headers: { authorization } });
      const place = new URL(begun.headers.get('location') ?? '', base);
      place.searchParams.set('digest', digest);
      const put = await fetch(place, {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/octet-stream' },
        body: text,
      });
      assert.is(put.status, 201);
      return { digest, size: text.length };
    },
    async manifest(tag, text, type) {
      const put = await fetch(`${base}/manifests/${tag}`, {
        method: 'PUT',
        headers: { authorization, 'content-type': type },
        body: text,
      });
      assert.is(put.status, 201);
      return digestOf(text);
    },
  };
}

test.run();
