import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fileStore, forceUnlock, lockStatus } from '../../src/run.ts';
import type { Clock, StateStore } from '../../src/index.ts';
import { acquireLock } from '../../src/lock/lock.ts';
import type { Lock } from '../../src/lock/lock.ts';
import { systemClock } from '../../src/engine/system.ts';
import { fakeClock, memoryStore, rejects } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { manualClock } from '../manual-clock.ts';
import { runChild } from '../run-child.ts';
import { inTempFolder } from '../temp-folder.ts';

const LEASE_MS = 30_000;
const TAKE_LOCK = join(import.meta.dirname, 'fixtures/take-lock.ts');

function take(
  store: StateStore,
  more: {
    readonly clock?: Clock;
    readonly runId?: string;
    readonly waitMs?: number;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Lock> {
  const { clock = systemClock, runId = 'one', waitMs = 0, signal = new AbortController().signal } = more;
  return acquireLock({ store, clock, runId, waitMs, signal, pipeline: 'deploy' });
}

test('a held lock is refused with who holds it, since when, on which machine, and what to do', async () => {
  const store = memoryStore();
  const clock = manualClock();
  const lock = await take(store, { clock });

  const error = await rejects(take(store, { clock, runId: 'two' }));

  const text = `${String(error)} ${error instanceof Error && 'hint' in error ? String(error.hint) : ''}`;
  for (const part of [
    'run one',
    '(deploy)',
    '2026-01-01T00:00:00.000Z',
    hostname(),
    String(process.pid),
    '--token 1',
  ]) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
  await lock.release();
});

test('a released lock is free, and every holder gets a higher token', async () => {
  const store = memoryStore();
  const tokens: number[] = [];

  for (let n = 0; n < 15; n += 1) {
    const lock = await take(store);
    tokens.push(lock.token);
    await lock.release();
  }

  assert.equal(
    tokens,
    Array.from({ length: 15 }, (_, n) => n + 1),
  );
  assert.ok((await store.list('lock/')).length <= 12);
});

test('with a wait, the lock is taken once it is free, and refused when the time is up', async () => {
  const store = memoryStore();
  const clock = manualClock();
  const holder = await take(store, { clock });
  const releasing: Clock = {
    ...clock,
    async sleep(ms) {
      clock.pass(ms);
      await holder.release();
    },
  };

  assert.is(await codeOf(take(store, { clock, waitMs: 5_000 })), 'LOCK_HELD');
  const next = await take(store, { clock: releasing, waitMs: 5_000 });

  assert.is(next.token, 2);
  await next.release();
});

test('waiting for the lock ends when the run is cancelled', async () => {
  const store = memoryStore();
  const holder = await take(store);
  const controller = new AbortController();

  const waiting = take(store, { waitMs: 60_000, signal: controller.signal });
  controller.abort(new Error('enough'));

  assert.match(String(await rejects(waiting)), /enough/);
  await holder.release();
});

test('an expired lease is free, and its old holder can no longer use it', async () => {
  const store = memoryStore();
  const clock = manualClock();
  const slept = await take(store, { clock });
  await slept.assertHeld();
  assert.not.ok(slept.isLost());

  clock.pass(LEASE_MS);

  assert.ok(slept.isLost());
  assert.is(await codeOf(slept.assertHeld()), 'LOCK_LOST');
  const next = await take(store, { clock, runId: 'two' });
  assert.is(await codeOf(slept.assertHeld()), 'LOCK_LOST');
  await next.assertHeld();
  await next.release();
});

test('a late holder cannot release the lock of the next one', async () => {
  const store = memoryStore();
  const clock = manualClock();
  const slept = await take(store, { clock });
  clock.pass(LEASE_MS);
  const next = await take(store, { clock, runId: 'two' });

  await slept.release();

  await next.assertHeld();
  assert.is((await lockStatus(store, clock))?.held, true);
  await next.release();
  assert.is((await lockStatus(store, clock))?.held, false);
});

/** A store whose changes wait until it is opened, and then happen in the order in which they were asked for. */
function closedStore(): {
  readonly store: StateStore;
  readonly asked: Promise<void>;
  readonly open: () => void;
} {
  const store = memoryStore();
  const asked = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    store: {
      ...store,
      async replace(key, value, tag) {
        asked.resolve();
        await opened.promise;
        return store.replace(key, value, tag);
      },
    },
    asked: asked.promise,
    open: () => opened.resolve(),
  };
}

test('a lock that is released while it is being renewed is free', async () => {
  const { store, asked, open } = closedStore();
  const clock = fakeClock();
  const lock = await take(store, { clock });

  const renewing = clock.advance(10_000);
  await asked;
  const releasing = lock.release();
  await setImmediate(); // the release has read what it would replace
  open();
  await Promise.all([renewing, releasing]);

  assert.is((await lockStatus(store, clock))?.held, false);
});

test('a renewal that takes so long that the next one begins does not lose the lock', async () => {
  const { store, asked, open } = closedStore();
  let nowMs = 0;
  const timers: (() => unknown)[] = [];
  const after: Clock['after'] = (_ms, act) => {
    timers.push(act);
    return () => undefined;
  };
  const lock = await take(store, { clock: { ...systemClock, now: () => nowMs, after } });

  nowMs = 10_000;
  const first = timers[0]?.();
  await asked;
  nowMs = 20_000;
  const second = timers[1]?.();
  await setImmediate(); // the second has read what it would replace
  open();
  await Promise.all([first, second]);

  await lock.assertHeld();
  await lock.release();
});

test('a check of the lock that takes longer than the lease does not count as holding it', async () => {
  const clock = manualClock();
  const memory = memoryStore();
  let slow = false;
  const store: StateStore = {
    ...memory,
    async list(prefix) {
      if (slow) clock.pass(LEASE_MS);
      return memory.list(prefix);
    },
  };
  const lock = await take(store, { clock });
  slow = true;

  assert.is(await codeOf(lock.assertHeld()), 'LOCK_LOST');
});

test('of 20 processes exactly one gets the lock', () =>
  inTempFolder(async (folder) => {
    const start = join(folder, 'start');
    const children = Array.from({ length: 20 }, () => runChild(TAKE_LOCK, [folder, 'count', start]));
    setTimeout(() => void writeFile(start, ''), 1_500);

    const said = (await Promise.all(children)).map(({ stdout }) => stdout.trim());

    // One after the other may get it; never two at once, or an addition would be lost.
    const held = said.filter((word) => word === 'held').length;
    assert.ok(held >= 1);
    assert.is(said.filter((word) => word === 'LOCK_HELD').length, 20 - held, said.join(' '));
    assert.is(Number(await readFile(join(folder, 'counter'), 'utf8')), held);
  }));

test('processes that wait get the lock one after the other', () =>
  inTempFolder(async (folder) => {
    const children = Array.from({ length: 5 }, () => runChild(TAKE_LOCK, [folder, 'count', '', '20000']));

    const said = (await Promise.all(children)).map(({ stdout }) => stdout.trim());

    assert.equal(said, Array(5).fill('held'));
    assert.is(await readFile(join(folder, 'counter'), 'utf8'), '5');
  }));

if (process.platform === 'linux') {
  test('the lock of a process that was killed on this machine is free at once', () =>
    inTempFolder(async (folder) => {
      const child = spawn(process.execPath, [TAKE_LOCK, folder, 'hold'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const store = fileStore(join(folder, 'state'));
      assert.is(await codeOf(take(store)), 'LOCK_HELD');

      child.kill('SIGKILL');
      await once(child, 'close');

      assert.is((await lockStatus(store))?.held, false);
      const lock = await take(store);
      assert.is(lock.token, 2);
      await lock.release();
    }));
}

test('a lock is freed by force with its token only, and its holder loses it', async () => {
  const store = memoryStore();
  assert.is(await lockStatus(store), undefined);
  assert.is(await codeOf(forceUnlock(store, 1)), 'UNLOCK_TOKEN');
  const holder = await take(store);

  assert.is(await codeOf(forceUnlock(store, 2)), 'UNLOCK_TOKEN');
  await holder.assertHeld();
  await forceUnlock(store, 1);

  assert.is((await lockStatus(store))?.held, false);
  assert.is(await codeOf(holder.assertHeld()), 'LOCK_LOST');
  assert.ok(holder.isLost());
  await holder.release();
  const next = await take(store);
  assert.is(next.token, 3);
  assert.is(await codeOf(forceUnlock(store, 1)), 'UNLOCK_TOKEN');
  await next.release();
});

test.run();
