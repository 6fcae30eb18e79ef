import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { askApp, type Asked } from './conformance/ask.ts';
import { deploy } from './deployed.ts';
import { openWorld, type TestWorld } from './world.ts';

interface Volume {
  readonly id: string;
  readonly attached_machine_id: string | null;
}

/** Notes each start in a file of the volume. */
const worker = {
  env: { NOTES: '/data/notes' },
  init: { cmd: ['sh', '-c', 'date >> $NOTES; while true; do sleep 1; done'] },
  services: [],
};

const volumes = async (world: TestWorld): Promise<Volume[]> =>
  (await askApp(world, 'GET', '/volumes')).json<Volume[]>();

async function withWorker(world: TestWorld) {
  const body = { name: 'data', region: 'iad', size_gb: 1 };
  const { id: volume } = (await askApp(world, 'POST', '/volumes', { body })).json<Volume>();
  const image = await world.build();
  const config = { ...worker, mounts: [{ volume, path: '/data' }] };
  const [machine] = await deploy(world, { image, config });
  return { volume, image, config, id: machine?.id ?? '' };
}

test('a machine has its volume alone, and keeps what it wrote over an update in place', async () => {
  await using world = await openWorld();
  const { volume, image, config, id } = await withWorker(world);
  assert.equal(
    (await volumes(world)).map(({ attached_machine_id: of }) => of),
    [id],
  );

  const twin = await askApp(world, 'POST', '/machines', {
    body: { region: 'iad', config: { image, ...config } },
  });
  await world.writeApp('two');
  const body = { config: { ...config, image: await world.build() } };
  const updated = await askApp(world, 'POST', `/machines/${id}`, { body });
  const command = ['sh', '-c', 'while [ "$(wc -l < $NOTES)" -lt 2 ]; do sleep 0.1; done; wc -l < $NOTES'];
  const notes: Asked = await askApp(world, 'POST', `/machines/${id}/exec`, { body: { command } });

  assert.ok(twin.status >= 400);
  assert.match(twin.text, `volume ${volume} is already attached to machine ${id}`);
  assert.is(updated.status, 200, updated.text);
  assert.is(notes.json<{ stdout: string }>().stdout.trim(), '2');
});

test('a volume is free again when its machine is gone, and only then can be destroyed', async () => {
  await using world = await openWorld();
  const { volume, id } = await withWorker(world);

  const early = await askApp(world, 'DELETE', `/volumes/${volume}`);
  await askApp(world, 'DELETE', `/machines/${id}?force=true`);
  const [freed] = await volumes(world);
  const late = await askApp(world, 'DELETE', `/volumes/${volume}`);

  assert.ok(early.status >= 400, early.text);
  assert.is(freed?.attached_machine_id, null);
  assert.is(late.status, 200, late.text);
  assert.equal(await volumes(world), []);
});

test.run();
