/** The Machines API beside machines, and what flyctl 0.4.87 asks elsewhere. */
import * as assert from 'uvu/assert';
import type { Machine } from '../../../src/fly/index.ts';
import { until } from '../mishap-world.ts';
import { ask, askApp, drop, firstOf, make, reach } from './ask.ts';
import { scene, type Behaviour } from './behaviour.ts';

export const platformRows: readonly Behaviour[] = [
  scene('api', 'docs', 'an app is made, read, listed and deleted', async (world) => {
    const made = await ask(world, 'POST', '/v1/apps', { body: { name: 'second', org_slug: 'personal' } });
    const twice = await ask(world, 'POST', '/v1/apps', { body: { name: 'second', org_slug: 'personal' } });
    assert.equal([made.status, twice.status], [201, 422]);
    const app = (await ask(world, 'GET', '/v1/apps/second')).json<Record<string, unknown>>();
    assert.equal([app['status'], app['machine_count']], ['pending', 0]);
    assert.is((await ask(world, 'GET', '/v1/apps')).json<{ total_apps: number }>().total_apps, 2);
    assert.is((await ask(world, 'DELETE', '/v1/apps/second')).status, 202);
    assert.is((await ask(world, 'GET', '/v1/apps/second')).status, 404);
  }),
  scene('api', 'code', 'secrets have digests and each change a version', async (world) => {
    const change = async (values: Record<string, string | null>): Promise<number> => {
      const changed = await askApp(world, 'POST', '/secrets', { body: { values } });
      return changed.json<{ version: number }>().version;
    };
    const first = await change({ EXTRA: 'one' });
    assert.is(await change({ EXTRA: null }), first + 1);
    const { secrets } = (await askApp(world, 'GET', '/secrets')).json<{ secrets: { name: string }[] }>();
    assert.not.ok(secrets.some(({ name }) => name === 'EXTRA'));
    assert.not.match((await askApp(world, 'GET', '/secrets')).text, /s3cret/u);
  }),
  scene('api', 'docs', 'staged secrets reach a machine at its next start', async (world) => {
    await askApp(world, 'POST', '/secrets', { body: { values: { LATER: 'a # b' } } });
    const id = firstOf(world);
    const later = async (): Promise<unknown> => {
      const answer = await until(
        () => world.get('/env', { 'fly-force-instance-id': id }),
        ({ status }) => status === 200,
      );
      return (JSON.parse(answer.body) as Record<string, string>)['LATER'];
    };
    assert.is(await later(), undefined);
    await askApp(world, 'POST', `/machines/${id}/restart`);
    await reach(world, id, 'started');
    assert.is(await later(), 'a # b');
    await askApp(world, 'POST', '/secrets', { body: { values: { LATER: null } } });
  }),
  scene('api', 'code', 'an image that is not there makes neither a machine nor a release', async (world) => {
    const before = world.emulator.machines('demo').length;
    const image = 'registry.fly.io/demo:gone';
    const machine = await askApp(world, 'POST', '/machines', { body: { config: { image } } });
    const wanted = { app_name: 'demo', image, strategy: 'ROLLING', definition: {} };
    const release = await ask(world, 'POST', '/api/v1/releases', { body: wanted });
    assert.equal([machine.status, release.status], [404, 404]);
    assert.match(machine.text, /Could not find image .{1,3}registry\.fly\.io\/demo:gone/u);
    assert.is(world.emulator.machines('demo').length, before);
  }),
  scene('api', 'docs', 'addresses are assigned and removed', async (world) => {
    const { ip } = (await askApp(world, 'POST', '/ip_assignments', { body: { type: 'shared_v4' } })).json<{
      ip: string;
    }>();
    const ips = async (): Promise<number> =>
      (await askApp(world, 'GET', '/ip_assignments')).json<{ ips: unknown[] }>().ips.length;
    assert.is(await ips(), 1);
    await askApp(world, 'DELETE', `/ip_assignments/${ip}`);
    assert.is(await ips(), 0);
  }),
  scene('api', 'code', 'the regions and room for machines can be asked', async (world) => {
    const { nearest } = (await ask(world, 'GET', '/v1/platform/regions')).json<{ nearest: string }>();
    assert.is(nearest, 'iad');
    const room = await ask(world, 'POST', '/v1/platform/placements', {
      body: { region: 'ams,any', count: 2 },
    });
    assert.equal(room.json(), { regions: [{ region: 'ams', count: 2, concurrency: 2 }] });
  }),
  scene('api', 'code', 'a release is written, ended and read below /api/v1', async (world) => {
    const [{ config } = { config: undefined }] = world.emulator.machines('demo');
    const body = { app_name: 'demo', image: config?.image, strategy: 'ROLLING', definition: {} };
    const made = await ask(world, 'POST', '/api/v1/releases', { body });
    const { release } = made.json<{ release: { id: string; version: number } }>();
    const ended = await ask(world, 'PATCH', `/api/v1/releases/${release.id}`, {
      body: { status: 'complete' },
    });
    assert.equal([made.status, ended.status], [201, 200]);
    const current = await ask(world, 'GET', '/api/v1/apps/demo/releases/current');
    assert.is(current.json<{ version: number }>().version, release.version);
  }),
  scene(
    'api',
    'flyctl',
    'GraphQL answers with the fields that were asked for, and names one that it does not have',
    async (world) => {
      const query =
        'query ($appName: String!) { appcompact:app(name: $appName) { name organization { slug } } }';
      const found = await ask(world, 'POST', '/graphql', { body: { query, variables: { appName: 'demo' } } });
      assert.equal(found.json(), {
        data: { appcompact: { name: 'demo', organization: { slug: 'personal' } } },
      });
      const strange = await ask(world, 'POST', '/graphql', {
        body: { query: query.replace('slug', 'motto'), variables: { appName: 'demo' } },
      });
      assert.match(strange.text, /Cannot query field .{1,3}motto/u);
      const lost = await ask(world, 'POST', '/graphql', {
        body: { query, variables: { appName: 'nobody' } },
      });
      assert.equal([lost.status, lost.json<{ errors: unknown[] }>().errors.length], [200, 1]);
    },
  ),
  scene(
    'api',
    'flyctl',
    'an image nobody publishes versions of is an unknown repository, else an update is offered',
    async (world) => {
      const query = 'query($image: String!) { latestImageDetails(image: $image) { tag } }';
      const answer = await ask(world, 'POST', '/graphql', {
        body: { query, variables: { image: 'demo:x' } },
      });
      assert.match(answer.text, /Unknown repository/u);
    },
  ),
  scene('api', 'flyctl', 'a lease lasts as long as it was asked for, in real time', async (world) => {
    const id = firstOf(world);
    const { data } = (await askApp(world, 'POST', `/machines/${id}/lease?ttl=30`)).json<{
      data: { expires_at: number; nonce: string };
    }>();
    assert.ok(data.expires_at * 1000 > Date.now() + 20_000);
    const headers = { 'fly-machine-lease-nonce': data.nonce };
    await askApp(world, 'DELETE', `/machines/${id}/lease`, { headers });
  }),
  scene(
    'api',
    'flyctl',
    'an image may be named by tag and digest at once, as machine clone does',
    async (world) => {
      const [model] = world.emulator.machines('demo');
      const digest = model?.image_ref.digest ?? '';
      const made = await make(
        world,
        { skip_launch: true },
        { image: `${model?.config.image.split('@')[0]}@${digest}` },
      );
      assert.is(made.status, 200);
      assert.is(made.json<Machine>().image_ref.digest, digest);
      await drop(world, made.id);
    },
  ),
];
