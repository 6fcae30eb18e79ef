/** The registry beside the Machines API. The distribution spec counts as documentation: the platform's registry speaks it. */
import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../src/fly/index.ts';
import type { TestWorld } from '../world.ts';
import { ask, askApp, drop, make, type Asked } from './ask.ts';
import { scene, type Behaviour } from './behaviour.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The image that the deployed machine runs, by tag and digest. */
function running({ emulator }: TestWorld): { readonly tag: string; readonly digest: string } {
  const { tag = '', digest = '' } = emulator.machines('demo')[0]?.image_ref ?? {};
  return { tag, digest };
}

async function push(world: TestWorld, tag: string, text: string, type: string): Promise<Asked> {
  return await ask(world, 'PUT', `/v2/demo/manifests/${tag}`, {
    raw: text,
    headers: { 'content-type': type },
  });
}

const codeOf = (answer: Asked): string | undefined =>
  answer.json<{ errors: { code: string }[] }>().errors[0]?.code;

export const registryRows: readonly Behaviour[] = [
  scene('registry', 'code', 'the token is the password of the user x, or a bearer', async (world) => {
    const basic = `Basic ${Buffer.from('x:token').toString('base64')}`;
    const none = await ask(world, 'GET', '/v2/', { headers: { authorization: '' } });
    assert.is(none.status, 401);
    assert.match(none.headers.get('www-authenticate') ?? '', /^Basic realm=/u);
    assert.is(codeOf(none), 'UNAUTHORIZED');
    assert.is((await ask(world, 'GET', '/v2/', { headers: { authorization: basic } })).status, 200);
    assert.is((await ask(world, 'GET', '/v2/')).status, 200);
  }),
  scene(
    'registry',
    'docs',
    'a manifest is read by tag and digest, its digest is that of its bytes and of the machine',
    async (world) => {
      const { tag, digest } = running(world);
      const byTag = await ask(world, 'GET', `/v2/demo/manifests/${tag}`);
      const head = await ask(world, 'HEAD', `/v2/demo/manifests/${digest}`);
      assert.is(digestOf(byTag.text), digest);
      assert.equal([head.status, head.text], [200, '']);
      for (const { headers } of [byTag, head]) {
        assert.is(headers.get('docker-content-digest'), digest);
        assert.is(headers.get('content-type'), MANIFEST);
      }
      assert.is(head.headers.get('content-length'), String(byTag.text.length));
    },
  ),
  scene(
    'registry',
    'docs',
    'the config and the layer of an image are blobs with their sizes',
    async (world) => {
      const { tag } = running(world);
      const manifest = await ask(world, 'GET', `/v2/demo/manifests/${tag}`);
      const { config, layers } = manifest.json<Record<'config', Blob> & { layers: Blob[] }>();
      for (const { digest, size } of [config, ...layers]) {
        const head = await ask(world, 'HEAD', `/v2/demo/blobs/${digest}`);
        assert.equal([head.status, head.headers.get('content-length')], [200, String(size)]);
      }
      const text = (await ask(world, 'GET', `/v2/demo/blobs/${config.digest}`)).text;
      assert.is(digestOf(text), config.digest);
      assert.equal((JSON.parse(text) as { config: { Cmd: string[] } }).config.Cmd, [
        'node',
        '/app/server.mjs',
      ]);
    },
  ),
  scene('registry', 'docs', 'what is not there is unknown: manifest, blob, upload', async (world) => {
    const cases = [
      ['GET', '/v2/demo/manifests/none', 'MANIFEST_UNKNOWN'],
      ['GET', `/v2/demo/manifests/${digestOf('no')}`, 'MANIFEST_UNKNOWN'],
      ['GET', `/v2/demo/blobs/${digestOf('no')}`, 'BLOB_UNKNOWN'],
      ['PATCH', '/v2/demo/blobs/uploads/none', 'BLOB_UPLOAD_UNKNOWN'],
    ] as const;
    for (const [method, path, code] of cases) {
      const answer = await ask(world, method, path);
      assert.equal([answer.status, codeOf(answer)], [404, code], path);
    }
  }),
  scene(
    'registry',
    'report',
    'without an app there is no repository, to read or to push to',
    async (world) => {
      for (const [method, path] of [
        ['GET', 'manifests/latest'],
        ['POST', 'blobs/uploads/'],
      ] as const) {
        const answer = await ask(world, method, `/v2/nobody/${path}`);
        assert.equal([answer.status, codeOf(answer)], [404, 'NAME_UNKNOWN']);
        assert.match(answer.text, /app repository not found/u);
      }
    },
  ),
  scene(
    'registry',
    'docs',
    'a blob is sent whole, in parts, or mounted, and only with its digest',
    async (world) => {
      await ask(world, 'POST', '/v1/apps', { body: { name: 'pushed', org_slug: 'personal' } });
      const uploads = '/v2/demo/blobs/uploads/';
      const whole = await ask(world, 'POST', `${uploads}?digest=${digestOf('whole')}`, { raw: 'whole' });
      const wrong = await ask(world, 'POST', `${uploads}?digest=${digestOf('other')}`, { raw: 'whole' });
      const begun = await ask(world, 'POST', uploads);
      const location = begun.headers.get('location') ?? '';
      const first = await ask(world, 'PATCH', location, { raw: 'in ', headers: { 'content-range': '0-2' } });
      const gap = await ask(world, 'PATCH', location, { raw: 'x', headers: { 'content-range': '7-7' } });
      const ended = await ask(world, 'PUT', `${location}?digest=${digestOf('in parts')}`, { raw: 'parts' });
      const mount = `/v2/pushed/blobs/uploads/?mount=${digestOf('whole')}&from=demo`;
      const mounted = await ask(world, 'POST', mount);
      const elsewhere = await ask(world, 'POST', mount.replace('from=demo', 'from=nobody'));
      assert.equal([whole.status, wrong.status, begun.status, first.status], [201, 400, 202, 202]);
      assert.equal([gap.status, ended.status, mounted.status, elsewhere.status], [416, 201, 201, 202]);
      assert.is(first.headers.get('range'), '0-2');
      assert.is((await ask(world, 'GET', `/v2/demo/blobs/${digestOf('in parts')}`)).text, 'in parts');
      assert.is((await ask(world, 'GET', `/v2/pushed/blobs/${digestOf('whole')}`)).text, 'whole');
      assert.is((await ask(world, 'GET', `/v2/pushed/blobs/${digestOf('in parts')}`)).status, 404);
      await ask(world, 'DELETE', '/v1/apps/pushed');
    },
  ),
  scene(
    'registry',
    'docs',
    'a manifest is taken when its parts are there, and moves its tag',
    async (world) => {
      const { tag, digest } = running(world);
      const { text } = await ask(world, 'GET', `/v2/demo/manifests/${tag}`);
      const index = indexOf([{ digest, size: text.length }]);
      const made = await push(world, 'moving', text, MANIFEST);
      const moved = await push(world, 'moving', index, INDEX);
      assert.equal([made.status, moved.status], [201, 201]);
      assert.is(made.headers.get('docker-content-digest'), digest);
      const now = await ask(world, 'HEAD', '/v2/demo/manifests/moving');
      assert.is(now.headers.get('docker-content-digest'), digestOf(index));
      assert.is(now.headers.get('content-type'), INDEX);
      const lost = indexOf([{ digest: digestOf('no'), size: 2 }]);
      assert.is(codeOf(await push(world, 'lost', lost, INDEX)), 'MANIFEST_UNKNOWN');
      assert.is(codeOf(await push(world, 'lost', 'no JSON', MANIFEST)), 'MANIFEST_INVALID');
      assert.is(codeOf(await push(world, digestOf('other'), text, MANIFEST)), 'DIGEST_INVALID');
    },
  ),
  scene('registry', 'inference', 'a machine of an index has the digest of the index', async (world) => {
    const { digest } = running(world);
    const { text } = await ask(world, 'GET', `/v2/demo/manifests/${digest}`);
    await push(world, 'many', indexOf([{ digest, size: text.length }]), INDEX);
    const made = await make(world, { skip_launch: true }, { image: 'registry.fly.io/demo:many' });
    const { image_ref: ref } = made.json<Machine>();
    assert.is(ref.digest, digestOf(indexOf([{ digest, size: text.length }])));
    await drop(world, made.id);
  }),
  scene(
    'registry',
    'docs',
    'an image serves every app of the organisation, under the name it was pushed to',
    async (world) => {
      await ask(world, 'POST', '/v1/apps', { body: { name: 'second', org_slug: 'personal' } });
      const { digest } = running(world);
      const create = async (image: string): Promise<Asked> => {
        const body = { config: { image }, skip_launch: true };
        return await ask(world, 'POST', '/v1/apps/second/machines', { body });
      };
      const shared = await create(`registry.fly.io/demo@${digest}`);
      assert.is(shared.json<Machine>().image_ref.digest, digest);
      assert.is((await create(`${new URL(world.emulator.apiUrl).host}/demo@${digest}`)).status, 200);
      assert.is((await create(`registry.fly.io/second@${digest}`)).status, 404);
      await ask(world, 'DELETE', '/v1/apps/second');
    },
  ),
  scene(
    'registry',
    'report',
    'a deploy token may be refused a manifest that it could pull',
    async (world) => {
      const { digest } = running(world);
      world.emulator.setToken('fm2_deploy', { kind: 'deploy', organization: 'personal', apps: ['demo'] });
      const read = async (): Promise<number> => {
        const headers = { authorization: 'Bearer fm2_deploy' };
        return (await ask(world, 'HEAD', `/v2/demo/manifests/${digest}`, { headers })).status;
      };
      assert.is(await read(), 200);
      for (const status of [401, 403] as const) {
        const body = { manifestsForDeployTokens: status };
        assert.is((await ask(world, 'PUT', '/_emulator/rules', { body })).status, 200);
        assert.is(await read(), status);
        assert.is((await ask(world, 'HEAD', `/v2/demo/manifests/${digest}`)).status, 200);
      }
      world.emulator.setRules({});
    },
  ),
  scene('registry', 'report', 'a new manifest may be unknown for a while, to machines too', async (world) => {
    const { tag } = running(world);
    const { text } = await ask(world, 'GET', `/v2/demo/manifests/${tag}`);
    world.emulator.setRules({ unknownAfterPush: 2 });
    assert.is((await push(world, 'fresh', `${text}\n`, MANIFEST)).status, 201);
    assert.is((await ask(world, 'HEAD', '/v2/demo/manifests/fresh')).status, 404);
    const image = 'registry.fly.io/demo:fresh';
    assert.is((await make(world, { skip_launch: true }, { image })).status, 404);
    const made = await make(world, { skip_launch: true }, { image });
    assert.is(made.status, 200);
    world.emulator.setRules({});
    await drop(world, made.id);
  }),
  scene(
    'registry',
    'inference',
    'an unknown image is refused when a machine is made of it',
    async (world) => {
      const made = await make(world, {}, { image: 'registry.fly.io/demo:gone' });
      assert.equal(
        [made.status, made.json()],
        [404, { error: 'Could not find image "registry.fly.io/demo:gone"' }],
      );
      assert.is((await askApp(world, 'GET', '/machines')).json<unknown[]>().length, 1);
    },
  ),
  scene('registry', 'docs', 'tags cannot be listed', async (world) => {
    const answer = await ask(world, 'GET', '/v2/demo/tags/list');
    assert.equal([answer.status, codeOf(answer)], [405, 'UNSUPPORTED']);
  }),
];

interface Blob {
  readonly digest: string;
  readonly size: number;
}

function indexOf(manifests: readonly Blob[]): string {
  const platform = { os: 'linux', architecture: 'amd64' };
  const listed = manifests.map((manifest) => ({ mediaType: MANIFEST, ...manifest, platform }));
  return JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: listed });
}
