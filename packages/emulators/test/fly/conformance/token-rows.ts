/** What a token may do, and what the platform says to one that may not. */
import * as assert from 'uvu/assert';
import type { TokenGrant } from '../../../src/fly/index.ts';
import type { TestWorld } from '../world.ts';
import { ask, firstOf, type Asked } from './ask.ts';
import { scene, type Behaviour } from './behaviour.ts';

type As = (method: string, path: string, body?: unknown) => Promise<Asked>;

/** Asks with a token of that kind. */
function as(world: TestWorld, grant: TokenGrant): As {
  world.emulator.setToken(`fm2_${grant.kind}`, grant);
  const headers = { authorization: `FlyV1 fm2_${grant.kind}` };
  return (method, path, body) =>
    ask(world, method, path, body === undefined ? { headers } : { headers, body });
}

const deploy = { kind: 'deploy', organization: 'personal', apps: ['demo'] } as const;

/** An app that somebody else has. */
async function foreign(world: TestWorld): Promise<void> {
  await world.emulator.createApp({ name: 'foreign', organization: 'others' });
}

async function removeForeign(world: TestWorld): Promise<void> {
  const other = as(world, { kind: 'org', organization: 'others' });
  assert.is((await other('DELETE', '/v1/apps/foreign')).status, 202);
}

export const tokenRows: readonly Behaviour[] = [
  scene('token', 'code', "another organisation's app is 403, a free name 404", async (world) => {
    await foreign(world);
    for (const path of ['/v1/apps/foreign', '/v1/apps/foreign/machines', '/api/v1/apps/foreign/releases']) {
      const refused = await ask(world, 'GET', path);
      assert.equal([refused.status, refused.json()], [403, { error: 'unauthorized' }], path);
    }
    const query = '{ app(name: "foreign") { name } }';
    const asked = await ask(world, 'POST', '/graphql', { body: { query } });
    assert.match(asked.text, /Could not find App .{1,3}foreign/u);
    const create = { body: { config: { image: 'registry.fly.io/demo:x' } } };
    assert.is((await ask(world, 'POST', '/v1/apps/foreign/machines', create)).status, 403);
    assert.is((await ask(world, 'GET', '/v1/apps/free')).status, 404);
    const { apps } = (await ask(world, 'GET', '/v1/apps')).json<{ apps: { name: string }[] }>();
    assert.equal(
      apps.map(({ name }) => name),
      ['demo'],
    );
    await removeForeign(world);
  }),
  scene('token', 'docs', "another organisation's images are out of reach", async (world) => {
    await foreign(world);
    const { tag = '', digest = '' } = world.emulator.machines('demo')[0]?.image_ref ?? {};
    assert.is((await ask(world, 'GET', '/v2/foreign/manifests/any')).status, 403);
    const other = as(world, { kind: 'org', organization: 'others' });
    assert.is((await other('HEAD', `/v2/demo/manifests/${digest}`)).status, 403);
    const made = await other('POST', '/v1/apps/foreign/machines', {
      config: { image: `registry.fly.io/demo:${tag}` },
    });
    assert.is(made.status, 404);
    await removeForeign(world);
  }),
  scene('token', 'report', 'a deploy token does everything on its app, and nothing else', async (world) => {
    await world.emulator.createApp({ name: 'sibling' });
    const call = as(world, deploy);
    assert.is((await call('GET', '/v1/apps/demo/machines')).status, 200);
    assert.is((await call('POST', `/v1/apps/demo/machines/${firstOf(world)}/uncordon`)).status, 200);
    const body = { name: 'new', org_slug: 'personal' };
    const refused = [
      await call('GET', '/v1/apps/sibling'),
      await call('GET', '/v1/apps'),
      await call('POST', '/v1/apps', body),
    ];
    for (const { status, text } of refused) assert.equal([status, text], [403, '{"error":"unauthorized"}']);
    await ask(world, 'DELETE', '/v1/apps/sibling');
  }),
  scene('token', 'docs', 'a read-only token looks and changes nothing', async (world) => {
    const call = as(world, { kind: 'readonly', organization: 'personal' });
    const id = firstOf(world);
    assert.is((await call('GET', '/v1/apps/demo/machines')).status, 200);
    assert.is((await call('POST', '/graphql', { query: '{ viewer { email } }' })).status, 200);
    for (const path of [`machines/${id}/cordon`, `machines/${id}/exec`, `machines/${id}/lease`]) {
      const { status } = await call('POST', `/v1/apps/demo/${path}`, { command: ['true'] });
      assert.is(status, 403, path);
    }
    assert.is((await call('GET', '/v2/demo/manifests/none')).status, 404);
    assert.is((await call('POST', '/v2/demo/blobs/uploads/')).status, 403);
  }),
  scene('token', 'docs', 'a token that has expired is 401 everywhere', async (world) => {
    const call = as(world, { kind: 'expired', organization: 'personal' });
    for (const path of ['/v1/tokens/current', '/v1/apps/demo/machines', '/v2/']) {
      assert.is((await call('GET', path)).status, 401, path);
    }
  }),
  scene(
    'token',
    'code',
    'a token tells its organisation, and its apps when it is limited to some',
    async (world) => {
      const told = async (call: As): Promise<unknown> => {
        const { tokens } = (await call('GET', '/v1/tokens/current')).json<{
          tokens: { org_slug: string; apps: string[] }[];
        }>();
        return tokens.map(({ org_slug, apps }) => [org_slug, apps]);
      };
      assert.equal(await told(as(world, { kind: 'org', organization: 'personal' })), [['personal', []]]);
      assert.equal(await told(as(world, deploy)), [['personal', ['demo']]]);
    },
  ),
];
