/** The order of a switch, as it goes over the line to a platform that answers by a script. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Booted } from '../../src/artifacts.ts';
import { unjournaled } from '../../src/changes/act.ts';
import { switchOver } from '../../src/release/switch-over.ts';
import type { SwitchOver } from '../../src/release/switch-over.ts';
import { inStage, scripted } from '../api/scripted.ts';
import type { Reply } from '../api/scripted.ts';
import { blue } from '../blue.ts';

const NEW_BUILD = 'build-7';

function green(id: string, different: Partial<Booted> = {}): Booted {
  return {
    id,
    name: id,
    group: 'web',
    instanceId: 'v1',
    replaces: null,
    started: true,
    rests: false,
    reached: true,
    path: '/health',
    port: 8080,
    checks: 1,
    ...different,
  };
}

/** What was asked, in words such as `uncordon g1`, `ask g1`, `look g1`, `hold b1`. */
interface Switched {
  readonly calls: readonly string[];
  readonly error: unknown;
}

/** Switches where every machine answers well, but for those of `states`. */
async function switched(
  work: Pick<SwitchOver, 'from' | 'to'> & Partial<SwitchOver>,
  states: Readonly<Record<string, string>> = {},
): Promise<Switched> {
  const calls: string[] = [];
  const cordoned = new Set(work.to.map(({ id }) => id));
  const says = (what: string, reply: Reply): Reply => {
    calls.push(what);
    return reply;
  };
  await using server = await scripted(({ method, path, headers }) => {
    const [, id = '', action] = /machines\/(\w+)(?:\/(\w+))?/.exec(path) ?? [];
    const nonce = headers['fly-machine-lease-nonce'] === `n-${id}` ? ' as holder' : '';
    if (!path.startsWith('/v1/'))
      return says(`ask ${String(headers['fly-force-instance-id'])}`, {
        status: 200,
        headers: { 'x-build': NEW_BUILD },
      });
    if (action === 'lease' && method === 'POST')
      return says(`hold ${id}`, { status: 201, json: { data: { nonce: `n-${id}`, expires_at: 1 } } });
    if (action === 'lease') return says(`let go ${id}`, { status: 200, json: {} });
    if (action === 'uncordon') cordoned.delete(id);
    if (action === 'cordon') cordoned.add(id);
    if (action !== undefined) return says(`${action} ${id}${nonce}`, { status: 200, json: {} });
    return says(`look ${id}`, {
      status: 200,
      json: { id, state: states[id] ?? 'started', cordoned: cordoned.has(id) },
    });
  });
  const outside = { buildHeader: 'x-build', buildId: NEW_BUILD, spreadMs: 0 };
  const { error } = await inStage(
    { FLY_FLAPS_BASE_URL: server.url },
    (ctx) => switchOver(ctx, unjournaled(ctx), { steps: ['all'], outside, ...work }),
    { url: server.url },
  );
  return { calls, error };
}

test('the new machines are let in, answer, and are still there before the old ones, which are held, leave', async () => {
  const { calls, error } = await switched({ from: [blue('b1')], to: [green('g1')] });

  assert.is(error, undefined);
  assert.equal(calls, [
    'hold b1',
    'uncordon g1',
    'look g1',
    'ask g1',
    'look g1',
    'cordon b1 as holder',
    'look b1',
    'let go b1',
  ]);
});

test('when a new machine goes at the last moment, no old one leaves, and those held are let go', async () => {
  const { calls, error } = await switched({ from: [blue('b1')], to: [green('g1')] }, { g1: 'stopped' });

  assert.is((error as { code?: string }).code, 'FLY_NOT_CONVERGED');
  assert.match(String(error), "machine g1 of group 'web' is stopped");
  assert.equal(
    calls.filter((call) => call.startsWith('cordon')),
    [],
  );
  assert.is(calls.at(-1), 'let go b1');
});

test('nothing is asked or held when no new machine could take over', async () => {
  const { calls, error } = await switched({ from: [blue('b1')], to: [green('g1', { started: false })] });

  assert.is((error as { code?: string }).code, 'FLY_NOT_CONVERGED');
  assert.equal(calls, []);
});

test('in steps, the watch between them is told who takes traffic on each side', async () => {
  const watched: unknown[] = [];
  const { calls, error } = await switched({
    from: [blue('b1'), blue('b2')],
    to: [green('g1'), green('g2')],
    steps: [1, 'all'],
    between: async (arrived, staying) =>
      void watched.push([arrived.map(({ id }) => id), staying.map(({ id }) => id)]),
  });

  assert.is(error, undefined);
  assert.equal(watched, [[['g1'], ['b2']]]);
  const moves = calls.filter((call) => /^(?:un)?cordon/.test(call));
  assert.equal(moves, ['uncordon g1', 'cordon b1 as holder', 'uncordon g2', 'cordon b2 as holder']);
});

test('a watch that says no ends the switch where it is', async () => {
  const { calls, error } = await switched({
    from: [blue('b1'), blue('b2')],
    to: [green('g1'), green('g2')],
    steps: [1, 'all'],
    between: async () => {
      throw new Error('green is worse');
    },
  });

  assert.match(String(error), 'green is worse');
  assert.not(calls.includes('uncordon g2'));
});

test('what is out of traffic, changed in place or on a dead host does not leave', async () => {
  const { calls, error } = await switched({
    from: [
      blue('b1'),
      blue('out', { routed: false }),
      blue('lost', { config: null }),
      blue('data', { group: 'db', inPlace: 'volume' }),
    ],
    to: [green('g1')],
  });

  assert.is(error, undefined);
  assert.equal(
    calls.filter((call) => call.startsWith('cordon')),
    ['cordon b1 as holder'],
  );
  assert.equal(
    calls.filter((call) => call.startsWith('hold')),
    ['hold b1', 'hold data'],
  );
});

test('a machine that rests is let in without being asked', async () => {
  const { calls, error } = await switched({
    from: [blue('b1')],
    to: [green('g1'), green('standby', { started: false, rests: true })],
  });

  assert.is(error, undefined);
  assert.ok(calls.includes('uncordon standby'));
  assert.not(calls.includes('ask standby'));
});

test.run();
