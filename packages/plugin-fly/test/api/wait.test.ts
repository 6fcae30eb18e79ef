/** Waiting for a machine: in short waits, with a look between them, and never for ever. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock } from '@paintbox/deploy-core/testing';
import type { ApiMachine } from '../../src/api/machine-schema.ts';
import { machinesApi } from '../../src/api/machines-api.ts';
import type { WaitFor } from '../../src/api/wait-for-state.ts';
import { failure, inStage, scripted } from './scripted.ts';
import type { Reply, Used } from './scripted.ts';

const ID = '148e21ea';
const NOT_YET: Reply = {
  status: 408,
  json: { error: 'deadline_exceeded: machine failed to reach desired state, started, currently starting' },
};
const GONE: Reply = { status: 404, json: { error: 'machine not found' } };
const machine = (state: string, more: object = {}): Reply => ({
  status: 200,
  json: { id: ID, state, instance_id: '01B', ...more },
});

/** Waits against a platform whose waits and looks answer as given; the last answer goes on for ever. */
async function waited(
  script: { readonly waits: readonly Reply[]; readonly looks: readonly Reply[] },
  wanted: Partial<WaitFor> = {},
): Promise<Used<ApiMachine | null> & { readonly paths: readonly string[]; readonly tookMs: number }> {
  const left = { waits: [...script.waits], looks: [...script.looks] };
  const next = (list: Reply[]): Reply => (list.length > 1 ? list.shift() : list[0]) ?? 'hang';
  await using server = await scripted(({ path }) => next(path.includes('/wait?') ? left.waits : left.looks));
  const clock = fakeClock({ auto: true });
  const used = await inStage(
    { FLY_FLAPS_BASE_URL: server.url },
    (ctx) =>
      machinesApi(ctx).waitFor(ID, { state: 'started', instanceId: '01B', limitMs: 60_000, ...wanted }),
    { clock },
  );
  const tookMs = clock.now() - Date.parse('2026-01-01T00:00:00Z');
  return { ...used, paths: server.received.map(({ path }) => path), tookMs };
}

test('waits for the version given, eight seconds at a time, and looks at the machine in between', async () => {
  const { value, paths } = await waited({
    waits: [NOT_YET, { status: 200, json: { ok: true } }],
    looks: [machine('starting'), machine('started')],
  });

  assert.is(value?.state, 'started');
  const wait = `/v1/apps/demo/machines/${ID}/wait?state=started&timeout=8&instance_id=01B`;
  assert.equal(paths, [wait, `/v1/apps/demo/machines/${ID}`, wait, `/v1/apps/demo/machines/${ID}`]);
});

test('a wait that says yes is not believed while the machine says otherwise', async () => {
  const { value } = await waited({
    waits: [{ status: 200, json: { ok: true } }],
    looks: [machine('started', { instance_id: '01A' }), machine('started')],
  });

  assert.is(value?.instanceId, '01B');
});

test('a machine that ended otherwise is not waited for any longer', async () => {
  for (const state of ['failed', 'launch_failed', 'destroyed', 'destroying']) {
    const { error, paths } = await waited({ waits: [NOT_YET], looks: [machine(state)] });

    assert.is(failure(error).error.code, 'FLY_MACHINE_STUCK');
    assert.match(failure(error).error.message, `it is ${state}`);
    assert.is(paths.length, 2);
  }
});

test('the caller can see a crash in the events and end the wait', async () => {
  const exit_event = {
    exit_code: 1,
    guest_exit_code: 7,
    requested_stop: false,
    restarting: true,
    oom_killed: true,
  };
  const crashed = machine('started', {
    instance_id: '01A',
    events: [
      {
        type: 'exit',
        status: 'stopped',
        source: 'flyd',
        timestamp: 1,
        request: { exit_event, restart_count: 3 },
      },
    ],
  });
  const { error } = await waited(
    { waits: [NOT_YET], looks: [crashed] },
    {
      hopeless: ({ events: [event] }) =>
        event?.exit?.restarting === true
          ? `it ended ${event.exit.restartCount} times with ${event.exit.exitCode}`
          : undefined,
    },
  );

  assert.match(failure(error).error.message, /will not be started: it ended 3 times with 7/);
});

test('a machine unknown right after it was made is waited for; one that stays unknown is not', async () => {
  const late = await waited({ waits: [GONE, NOT_YET], looks: [GONE, GONE, machine('started')] });
  assert.is(late.value?.state, 'started');

  const gone = await waited({ waits: [GONE], looks: [GONE] });
  assert.is(failure(gone.error).error.code, 'FLY_MACHINE_STUCK');
  assert.ok(gone.tookMs >= 15_000 && gone.tookMs < 30_000, `${gone.tookMs} ms`);
});

test('a machine that is gone is destroyed', async () => {
  const { value, error } = await waited({ waits: [GONE], looks: [GONE] }, { state: 'destroyed' });

  assert.is(error, undefined);
  assert.is(value, null);
});

test('a wait that never ends well is given up at its limit, with what was seen last', async () => {
  const { error, tookMs, paths } = await waited({ waits: [NOT_YET], looks: [machine('starting')] });

  assert.is(failure(error).error.code, 'FLY_WAIT_TIMEOUT');
  assert.match(failure(error).error.message, /machine 148e21ea is not started after 6\d s: it is starting/);
  assert.ok(tookMs < 75_000, `${tookMs} ms`);
  assert.match(paths.at(-2) ?? '', /timeout=1&/, 'the last wait asks for no more than what is left');
});

test.run();
