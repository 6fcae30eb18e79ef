/** First deploys over apps that `fly deploy` made, in the shapes they have in the world; and what is left where such a deploy is taken back. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '@paintbox/deploy-emulators/fly';
import { call } from './machines.ts';
import { buildsOf, codesOf, openRig, RUN_ID, writeConfig } from './rig.ts';
import type { Rig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

/** Deploys a new image over what is there; the codes of each stage that failed. */
async function deploy(rig: Rig) {
  const before = await rig.before();
  const image = await rig.built('two');
  const booted = await rig.run(rig.fly.boot(), { ...before, image });
  const inputs = { ...before, ...booted.outputs };
  const switched = await rig.run(rig.fly.switch(), inputs);
  const updated = await rig.run(rig.fly.update(), inputs);
  const retired = await rig.run(rig.fly.retire(), { ...inputs, ...switched.outputs });
  const codes = [booted, switched, updated, retired].flatMap(codesOf);
  return { before, image, booted, switched, updated, codes };
}

const post = (rig: Rig, id: string | undefined, action: string, body: object = {}) =>
  call(rig.emulator.apiUrl, 'POST', `/v1/apps/demo/machines/${id}/${action}`, body);
const managed = (rig: Rig): readonly Machine[] =>
  rig.machines().filter(({ config }) => config.metadata['fly_platform_version'] === 'v2');
const shapes = (machines: readonly Machine[]): readonly string[] =>
  machines
    .map(({ config, region, state }) => `${config.metadata['fly_process_group']} ${region} ${state}`)
    .toSorted();

const GROUPS = (toml: string): string =>
  toml.replace('[http_service]', '[processes]\nweb = ""\nworker = ""\n[http_service]\nprocesses = ["web"]');

sideBySide({
  'several groups and regions get their twins, each where its blue was': async () => {
    await using rig = await openRig();
    await writeConfig(rig, GROUPS);
    const nothing = (group: string) => (group === 'worker' ? { services: [] } : {});
    await rig.deployed('one', undefined, { groups: { web: 2, worker: 1 }, config: nothing });
    await rig.deployed('one', undefined, { groups: { web: 1 }, request: { region: 'ams' } });

    const { codes } = await deploy(rig);

    assert.equal(codes, []);
    assert.equal(shapes(managed(rig)), [
      'web ams started',
      'web iad started',
      'web iad started',
      'worker iad started',
    ]);
    assert.equal(new Set(buildsOf(managed(rig))), new Set([RUN_ID]));
  },

  'a machine that rests for lack of traffic is right as it is: its twin is proven, and rests again':
    async () => {
      await using rig = await openRig();
      await writeConfig(rig, (toml) =>
        toml.replace(
          'internal_port = 8080',
          'internal_port = 8080\nauto_stop_machines = "stop"\nauto_start_machines = true',
        ),
      );
      const services = [
        {
          protocol: 'tcp',
          internal_port: 8080,
          ports: [],
          autostop: true,
          autostart: true,
          checks: [{ type: 'http', interval: '10s', timeout: '2s', path: '/api/health' }],
        },
      ];
      const [, second] = await rig.deployed('one', undefined, {
        groups: { app: 2 },
        config: () => ({ services }),
      });
      await post(rig, second?.id, 'stop');

      const { before, booted, codes } = await deploy(rig);

      assert.equal(before['fleet-before'].troubles, []);
      assert.equal(codes, []);
      assert.equal(
        booted.outputs?.['booted-release'].machines.map(({ started, rests }) => [started, rests]).toSorted(),
        [
          [true, false],
          [true, true],
        ],
      );
      assert.equal(shapes(managed(rig)), ['app iad started', 'app iad stopped']);
    },

  'suspended machines, standbys and detached machines are kept apart from those that serve': async () => {
    await using rig = await openRig();
    await writeConfig(rig, GROUPS);
    const nothing = (group: string) => (group === 'worker' ? { services: [] } : {});
    const [web, , worker] = await rig.deployed('one', undefined, {
      groups: { web: 2, worker: 1 },
      config: nothing,
    });
    await post(rig, web?.id, 'suspend');
    await rig.deployed('one', undefined, {
      groups: { worker: 1 },
      config: () => ({ services: [], standbys: [worker?.id] }),
      request: { skip_launch: true },
    });
    const image = (await rig.built('one')).ref;
    const detached = (await call(rig.emulator.apiUrl, 'POST', '/v1/apps/demo/machines', {
      config: { image, services: [] },
    })) as Machine;

    const { codes } = await deploy(rig);

    assert.equal(codes, []);
    const now = managed(rig);
    const standby = now.find(({ config }) => (config.standbys ?? []).length > 0);
    const twin = now.find(({ id }) => id === standby?.config.standbys?.[0]);
    assert.equal(
      [standby?.state, twin?.config.metadata['fly_process_group'], twin?.state],
      ['stopped', 'worker', 'started'],
    );
    assert.equal(
      now
        .filter(({ config }) => config.metadata['fly_process_group'] === 'web')
        .map(({ state }) => state)
        .toSorted(),
      ['started', 'stopped'],
    );
    const other = rig.machines().find(({ id }) => id === detached.id);
    assert.equal([other?.state, other?.cordoned], ['started', false]);
  },

  'a scheduled machine keeps its schedule, and is changed in place': async () => {
    await using rig = await openRig();
    await writeConfig(rig, (toml) =>
      toml.replace('[http_service]', '[processes]\napp = ""\ncron = ""\n[http_service]\nprocesses = ["app"]'),
    );
    await rig.deployed('one');
    const [cron] = await rig.deployed('one', undefined, {
      groups: { cron: 1 },
      config: () => ({ services: [], schedule: 'daily' }),
      request: { skip_launch: true },
    });

    const { codes, image } = await deploy(rig);

    const now = rig.machines().find(({ id }) => id === cron?.id);
    assert.equal(codes, []);
    assert.equal(
      [now?.state, now?.image_ref.digest, Reflect.get(now?.config ?? {}, 'schedule')],
      ['stopped', image.digest, 'daily'],
    );
  },

  'what a blue-green deploy of flyctl left when it died is removed, when it proves to be left over':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one');
      const tagged = {
        metadata: {
          fly_platform_version: 'v2',
          fly_process_group: 'app',
          fly_release_version: '9',
          fly_bluegreen_deployment_tag: '1767225600',
        },
      };
      const [zombie] = await rig.deployed('zero', undefined, {
        config: () => tagged,
        request: { skip_service_registration: true },
      });

      const { codes } = await deploy(rig);

      assert.equal(codes, []);
      assert.not.ok(rig.machines().some(({ id }) => id === zombie?.id));
    },

  'old machines without a build id are as they were when a first deploy is taken back, and the next one is free':
    async () => {
      await using rig = await openRig();
      const blues = await rig.deployed('one', undefined, { groups: { app: 2 } });
      const before = await rig.before();
      const booted = await rig.run(rig.fly.boot(), { ...before, image: await rig.built('two') });
      const switched = await rig.run(rig.fly.switch(), { ...before, ...booted.outputs });

      const undone = [await switched.undo(), await booted.undo()];
      const after = rig.machines();
      const next = await rig.run(rig.fly.preflight());

      assert.equal(
        undone.map(({ errors, proven }) => [errors, proven]),
        [
          [[], true],
          [[], true],
        ],
      );
      assert.equal(
        after.map(({ id, state, cordoned }) => `${id} ${state} ${cordoned}`).toSorted(),
        blues.map(({ id }) => `${id} started false`).toSorted(),
      );
      assert.equal(codesOf(next), []);
    },

  'a machine on a dead host is named, and neither believed nor copied': async () => {
    await using rig = await openRig();
    const [, lost] = await rig.deployed('one', undefined, { groups: { app: 2 } });
    rig.emulator.addMishap({ call: 'machines.list', what: { kind: 'dead-host', machine: lost?.id ?? '' } });

    const { before, codes } = await deploy(rig);

    assert.match(
      before['fleet-before'].troubles.join(),
      new RegExp(`host of machine ${lost?.id ?? ''}.*does not answer`),
    );
    assert.equal(codes, []);
    assert.equal(shapes(managed(rig).filter(({ id }) => id !== lost?.id)), [
      'app iad started',
      'app iad started',
    ]);
  },
});

test.run();
