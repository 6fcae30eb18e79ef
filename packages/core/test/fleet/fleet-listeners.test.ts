import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adoptFleet, defineFleet, planFleet, startFleet, wave } from '../../src/fleet.ts';
import type { FleetListening, FleetNews, FleetPorts, FleetRun } from '../../src/fleet.ts';
import type { ListenerSource } from '../../src/index.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { deploy, shops } from './pipelines.ts';
import { standIns, workOff } from './stand-ins.ts';

const RUN = '20261128-120000-abcdef12';
const fleet = defineFleet('shops', {
  members: shops(4),
  pipeline: deploy,
  waves: [wave('first', { count: 2 }), wave('rest')],
});

/** Runs the fleet to its end, and begins again with another coordinator after each round. */
async function runWith(listening: FleetListening): Promise<FleetRun> {
  const store = memoryStore();
  const dispenser = await memoryPlace().open();
  const world = standIns(() => 'good');
  const clock = fakeClock({ start: '2026-11-28T12:00:00Z' });
  const { signal } = new AbortController();
  const ports: FleetPorts = { store, dispenser, world, clock, signal, listening };
  const image = 'sha256:1';
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: clock.now(), image });
  let run = await startFleet(fleet, plan, { runId: RUN }, ports);
  for (let rounds = 0; rounds < 50; rounds += 1) {
    const waiting = await run.advance();
    await run.close();
    if (waiting === undefined) return run;
    await workOff(store, dispenser, world);
    run = await adoptFleet(fleet, RUN, ports);
  }
  throw new Error('the run does not end');
}

function sourceOf(
  openFleet: NonNullable<ListenerSource['openFleet']>,
): Pick<FleetListening, 'listeners' | 'env'> {
  const open: ListenerSource['open'] = () => {
    throw new Error('a fleet is no run of an app');
  };
  return { listeners: [{ name: 'mine', open, openFleet }], env: { TO: 'there' } };
}

test('a listener gets what concerns the whole fleet, in order, each with the record as it was then', async () => {
  const news: FleetNews[] = [];
  let closed = 0;

  await runWith({
    ...sourceOf(() => ({
      handle: (one) => void news.push(one),
      close: async () => void (closed += 1),
    })),
    onFailure: (name) => assert.unreachable(name),
  });

  const said = news.map(({ event, record }) => {
    const good = record.members.filter(({ outcome }) => outcome === 'good').length;
    return `${event.type}${'wave' in event ? ` ${event.wave}` : ''}: ${good} good`;
  });
  assert.equal(
    said.filter((words) => !words.startsWith('fleet.resumed')),
    [
      'fleet.started: 0 good',
      'wave.opened first: 0 good',
      'wave.judged first: 2 good',
      'wave.opened rest: 2 good',
      'wave.judged rest: 4 good',
      'fleet.ended: 4 good',
    ],
  );
  assert.ok(closed > 1);
});

test('a later coordinator tells its listeners what was there before, so that nothing stays unsaid', async () => {
  const histories: string[] = [];

  await runWith({
    ...sourceOf(({ history, environment, env }) => {
      histories.push(`${environment} ${env['TO']}: ${history.map(({ type }) => type).join(' ')}`);
      return { handle: () => undefined };
    }),
    onFailure: (name) => assert.unreachable(name),
  });

  assert.is(histories[0], 'production there: ');
  assert.match(histories.at(-1) ?? '', /^production there: fleet\.started .*wave\.judged/);
  assert.not.ok(histories.some((types) => types.includes('member')));
});

test('a listener that fails is named once, its secrets are masked, and the run goes on to its end', async () => {
  const failures: string[] = [];

  const run = await runWith({
    ...sourceOf(({ secret }) => {
      secret('correct horse');
      return {
        async handle() {
          throw new Error('refused: correct horse');
        },
      };
    }),
    onFailure: (name, { message }) => void failures.push(`${name}: ${message}`),
  });

  assert.is(run.state.ended?.exitCode, 0);
  assert.ok(failures.length > 0);
  assert.ok(
    failures.every((words) => words.startsWith('mine: ') && !words.includes('correct horse')),
    failures.join('\n'),
  );
});

test.run();
