/** Workers that die and workers that are paused, as processes; servers that go away and come back empty. Takes as long as a worker may be silent. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispenser, TakenJob } from '@paintbox/deploy-core/fleet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { crew, postgres } from '../../src/index.ts';
import { findPostgres, openPlainly, startPostgres } from '../postgres-rig.ts';

const WORKER = join(import.meta.dirname, 'fixtures/worker.ts');

interface Worker extends AsyncDisposable {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  line(): Promise<string>;
}

function startWorker(url: string): Worker {
  const child = spawn(process.execPath, [WORKER, url], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    line: async () => String((await lines.next()).value),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
        await once(child, 'exit');
    },
  };
}

function openCrew(url: string): Dispenser & AsyncDisposable {
  const dispenser = crew(postgres({ url }))({ app: 'shop', environment: 'production', env: {} });
  return { ...dispenser, [Symbol.asyncDispose]: () => dispenser.close() };
}

/** Waits until there is something to take; the runner of the tests bounds it. */
async function takenAtLast(dispenser: Dispenser): Promise<TakenJob> {
  for (;;) {
    const job = await dispenser.take();
    if (job !== undefined) return job;
    await sleep(200);
  }
}

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`dead workers (${debian.missing})`);
} else {
  const server = await startPostgres(debian.programs);
  test.after(async () => server[Symbol.asyncDispose]());

  test('what a killed worker and a paused one had is handed out again, and the paused one changes nothing when it wakes', async () => {
    const url = await server.database();
    await using alive = openCrew(url);
    await alive.put([
      { key: 'one', value: null },
      { key: 'two', value: null },
    ]);
    await using killed = startWorker(url);
    assert.match(await killed.line(), /^took (one|two)$/);
    killed.child.kill('SIGKILL');
    await using paused = startWorker(url);
    const held = (await paused.line()).slice('took '.length);
    paused.child.kill('SIGSTOP');

    const ended: string[] = [];
    for (const _ of ['one', 'two']) {
      const job = await takenAtLast(alive);
      assert.is(await alive.done(job), true, job.key);
      if (job.key === held) assert.ok(job.attempt > 1, `attempt ${job.attempt}`);
      ended.push(job.key);
    }

    assert.equal(ended.sort(), ['one', 'two']);
    paused.child.kill('SIGCONT');
    paused.child.stdin.write('end\n');
    assert.is(await paused.line(), 'done false');
  });

  test('a worker goes on when its server was killed and is back', async () => {
    const url = await server.database();
    await using dispenser = openCrew(url);
    await dispenser.put([{ key: 'k', value: 1 }]);
    const job = await takenAtLast(dispenser);

    await server.kill();
    const renewed = dispenser.renew(job);
    await server.start();

    // On a machine that is so slow that the worker counts as silent, the job is handed out again.
    const present = (await renewed) ? job : await takenAtLast(dispenser);
    assert.is(await dispenser.done(present), true);
    assert.is(await dispenser.take(), undefined);
  });

  test('a queue that somebody drops is made again, and what is put in again is handed out', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    await using one = openCrew(url);
    await using other = openCrew(url);
    await one.put([{ key: 'k', value: 1 }]);
    const lost = await takenAtLast(other);

    await plain.script('drop schema paintbox_crew_1 cascade');
    await one.put([{ key: 'k', value: 2 }]);

    assert.is((await takenAtLast(other)).value, 2);
    assert.is(await other.done(lost), false);
  });
}

test.run();
