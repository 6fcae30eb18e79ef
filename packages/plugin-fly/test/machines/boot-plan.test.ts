/** The machines that a release makes, for fleets and files that are only data. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Blue } from '../../src/artifacts.ts';
import { machineConfigs } from '../../src/config/machine-configs.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { bootPlan } from '../../src/machines/boot-plan.ts';
import type { BootPlan } from '../../src/machines/boot-plan.ts';
import { blue } from '../blue.ts';

const SERVICE = "[http_service]\ninternal_port = 8080\nprocesses = ['web']\n";
const WEB = `[processes]\nweb = 'serve'\n${SERVICE}`;
const MARK = { release: 'build-7', run: 'run-3', generation: 4, row: { id: 'rel_9', version: 12 } };

/** Set by hand, so that a twin must have them, too. */
const OWN = { image: 'old', guest: { cpus: 2 }, metadata: { team: 'red', fly_canary: 'true' } };

/** A machine that serves, with settings of its own. */
function own(id: string, different: Partial<Blue> = {}): Blue {
  return blue(id, { config: OWN, ...different });
}

async function planOf(file: string, blues: readonly Blue[]): Promise<BootPlan> {
  const configs = machineConfigs(await parseConfig('fly.toml', file), () => undefined);
  assert.equal(configs.problems, []);
  return bootPlan({ app: 'shop', blues, configs, image: 'new', buildId: 'build-7', mark: MARK });
}

test('each machine gets a twin of its size and region, with the image and the marks of the release', async () => {
  const { machines, inPlace } = await planOf(WEB, [own('a'), own('b', { region: 'ams' })]);

  assert.equal(
    machines.map(({ replaces, region, volume, standsBy }) => ({ replaces, region, volume, standsBy })),
    [
      { replaces: 'a', region: 'fra', volume: null, standsBy: [] },
      { replaces: 'b', region: 'ams', volume: null, standsBy: [] },
    ],
  );
  const { image, guest, env, metadata } = machines[0]?.config ?? {};
  assert.equal([image, guest], ['new', { cpus: 2 }]);
  assert.is((env as Record<string, string>)['PAINTBOX_BUILD_ID'], 'build-7');
  const { team, fly_canary, fly_release_version } = metadata as Record<string, string>;
  assert.equal([team, fly_canary, fly_release_version], ['red', undefined, '12']);
  assert.equal(inPlace, []);
});

test('the same place has the same name each time, and another place another one', async () => {
  const names = async (): Promise<readonly string[]> =>
    (await planOf(WEB, [own('a'), own('b')])).machines.map(({ name }) => name);

  assert.equal(await names(), await names());
  assert.is(new Set(await names()).size, 2);
});

test('an app that never ran gets two machines where requests are served, else one and its standby', async () => {
  const file = `primary_region = 'ord'\n[processes]\nweb = 'serve'\nworker = 'work'\n${SERVICE}`;

  const { machines } = await planOf(file, []);

  const web = machines.filter(({ group }) => group === 'web');
  const [worker, standby] = machines.filter(({ group }) => group === 'worker');
  assert.is(web.length, 2);
  assert.equal([worker?.standsBy, worker?.rests], [[], false]);
  assert.equal([standby?.standsBy, standby?.rests], [[worker?.name], true]);
  assert.equal(new Set(machines.map(({ region }) => region)), new Set(['ord']));
  assert.is(machines.at(-1), standby);
});

test('the first machine of a group with a volume is alone, and says what volume it needs', async () => {
  const mounts = "[mounts]\nsource = 'files'\ndestination = '/data'\ninitial_size = '5gb'\n";

  const { machines } = await planOf(`[http_service]\ninternal_port = 8080\n${mounts}`, []);

  assert.equal(
    machines.map(({ volume }) => volume),
    [{ name: 'files', sizeGb: 5 }],
  );
});

test('what holds a volume, has a schedule, or is to get a volume is changed in place', async () => {
  const held = await planOf(WEB, [own('a', { inPlace: 'volume' }), own('b', { inPlace: 'schedule' })]);
  const mounted = await planOf(`${WEB}[mounts]\nsource = 'x'\ndestination = '/x'\nprocesses = ['web']\n`, [
    own('c'),
  ]);

  assert.equal([held.machines, mounted.machines], [[], []]);
  assert.equal(
    [...held.inPlace, ...mounted.inPlace].map(({ blue: { id }, config }) => [id, config['image']]),
    [
      ['a', 'new'],
      ['b', 'new'],
      ['c', 'new'],
    ],
  );
});

test('a twin of a machine on a dead host has the size of a sister', async () => {
  const { machines } = await planOf(WEB, [own('a'), own('lost', { config: null })]);

  assert.equal(machines[1]?.config['guest'], { cpus: 2 });
});

test('a twin of a standby stands by for the twin of its machine, and is made last', async () => {
  const worker = { group: 'worker', reached: false } as const;
  const standby = own('s', { ...worker, rests: true, config: { standbys: ['w', 'elsewhere'] } });

  const { machines } = await planOf("[processes]\nworker = 'work'\n", [standby, own('w', worker)]);

  assert.equal(
    machines.map(({ replaces, standsBy, rests }) => ({ replaces, standsBy, rests })),
    [
      { replaces: 'w', standsBy: [], rests: false },
      { replaces: 's', standsBy: [machines[0]?.name], rests: true },
    ],
  );
  assert.equal(machines[1]?.config['standbys'], ['elsewhere']);
});

test('a group that the file has no more gets no twins', async () => {
  const { machines, inPlace } = await planOf(WEB, [own('a'), own('gone', { group: 'old' })]);

  assert.equal(
    machines.map(({ replaces }) => replaces),
    ['a'],
  );
  assert.equal(inPlace, []);
});

test.run();
