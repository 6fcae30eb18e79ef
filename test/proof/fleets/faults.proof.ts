/**
 * Every fault that can be built into an image, given to a fleet of fifty emulated apps with a good release: the real pipeline, plugins and command line. Each is stopped in the
 * first wave, and no more members are touched than are tolerated and one, by the fleet's journal and by the platform's own log of calls.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultNames } from '@paintbox/deploy-local-world';
import type { RigMachine } from '../../e2e/rig.ts';
import { openManyApps } from './many-apps.ts';
import type { FleetCalled, ManyApps } from './many-apps.ts';

const APPS = 50;
const CASES = [0, 1].flatMap((tolerate) => faultNames.map((fault) => ({ fault, tolerate })));

const test = suite<{ apps: ManyApps; digest: string; right: number }>(
  'a fleet of fifty apps that is given a broken image (on emulators)',
);

test.before(async (context) => {
  context.apps = await openManyApps(APPS);
  context.right = 0;
});
test.after(async ({ apps }) => {
  await apps[Symbol.asyncDispose]();
});

test('a good release reaches all fifty', async (context) => {
  const { code, record, stderr } = await context.apps.deploy({ tolerate: 0 });

  assert.is(code, 0, stderr);
  assert.ok(record.waves.every(({ status }) => status === 'good'));
  assert.is(record.members.filter(({ outcome }) => outcome === 'good').length, APPS);
  context.digest = digestIn(record.image);
  await context.apps.scaleToOne();
  for (const all of (await context.apps.machines()).values()) {
    assert.equal(
      serving(all).map(({ digest }) => digest),
      [context.digest],
    );
  }
});

for (const { fault, tolerate } of CASES) {
  test(`${fault}, ${tolerate} tolerated: stopped in the first wave, ${tolerate + 1} members touched at most`, async (context) => {
    const { apps, digest } = context;
    const before = await apps.machines();
    await apps.calls();

    const called = await apps.deploy({ fault, tolerate });

    const calls = await apps.calls();
    const { code, record, stderr } = called;
    assert.is(code, 3, stderr);
    assert.equal(
      record.waves.map(({ name, status }) => `${name} ${status}`),
      ['canaries bad', 'third waiting', 'rest waiting'],
    );
    assert.ok(record.held);
    assert.is.not(digestIn(record.image), digest);
    const touched = handedIn(called);
    assert.ok(touched.length > 0 && touched.length <= tolerate + 1, `${touched.length} were touched`);
    const asked = new Set(calls.flatMap(({ app }) => (app !== undefined && before.has(app) ? [app] : [])));
    assert.equal([...asked].toSorted(), touched, 'the platform was asked about others');
    await assertAsBefore(apps, before, touched, digest);
    context.right += 1;
    process.stdout.write(
      `${fault.padEnd(18)} ${tolerate} tolerated: ${touched.length} of ${APPS} members touched, ${calls.length} calls\n`,
    );
  });
}

test('every fault is stopped', ({ right }) => {
  process.stdout.write(`${right} of ${CASES.length} faults stopped in the first wave\n`);

  assert.is(right, CASES.length);
});

/** Members that were handed anything. */
function handedIn({ events }: FleetCalled): readonly string[] {
  const handed = events.flatMap((event) => (event.type === 'member.handed' ? [event.app] : []));
  return [...new Set(handed)].toSorted();
}

/** The very machines that served before serve again, and nothing else runs; whoever was not touched has not changed at all. */
async function assertAsBefore(
  apps: ManyApps,
  before: ReadonlyMap<string, readonly RigMachine[]>,
  touched: readonly string[],
  digest: string,
): Promise<void> {
  const after = await apps.machines();
  for (const app of apps.names) {
    const [old = [], now = []] = [before.get(app), after.get(app)];
    const picked = touched.includes(app) ? serving : (all: readonly RigMachine[]) => all;
    assert.equal(picked(now).map(facts), picked(old).map(facts), app);
    assert.is(now.filter(({ state }) => state === 'started').length, 1, `${app} runs something else`);
    const [{ buildId, digest: serves } = {}] = serving(now);
    assert.is(serves, digest);
    const { headers, body } = await apps.ask(app, '/.well-known/jwks.json');
    const { keys } = JSON.parse(body) as { readonly keys: readonly object[] };
    assert.equal([keys.length, keys.some((key) => 'd' in key)], [1, false], app);
    assert.is(headers['x-paintbox-build'], buildId);
  }
}

function serving(machines: readonly RigMachine[]): readonly RigMachine[] {
  return machines.filter(({ state, cordoned }) => state === 'started' && !cordoned);
}

/** Whether its checks pass at this moment is not asked: a busy computer is late with them. */
function facts({ healthy: _healthy, ...rest }: RigMachine): Omit<RigMachine, 'healthy'> {
  return rest;
}

function digestIn(image: string | null): string {
  return /sha256:[0-9a-f]{64}/.exec(image ?? '')?.[0] ?? 'none';
}

test.run();
