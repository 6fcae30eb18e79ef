// What must hold for a run whose parent process is gone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import { emptyWorld, makeThing, memoryRun } from './world.ts';

const ORPHAN = fileURLToPath(new URL('./fixtures/orphan.ts', import.meta.url));

function pipelineThatLoses(world: ReturnType<typeof emptyWorld>, lose: () => void) {
  const loses = stage({ name: 'test.loses', run: lose });
  const second = stage({
    name: 'test.second',
    irreversible: 'test',
    run: (_inputs, ctx) =>
      ctx.effect('second', {
        describe: 'second',
        apply: async () => void world.made.add('second'),
        observe: async () => ({ status: 'not-done' }),
      }),
  });
  return definePipeline('p', [makeThing(world, 'first'), loses, second]);
}

test('an orphaned run stops at the next change and takes back what it had changed', async () => {
  const world = emptyWorld();
  let parent = 100;
  const pipeline = pipelineThatLoses(world, () => void (parent = 1));
  const options = memoryRun(pipeline, { watchParent: true, parentPid: () => parent });

  const record = await runPipeline(options);

  assert.is(record.error?.code, 'RUN_ORPHANED');
  assert.match(record.error?.message ?? '', '(100) is gone, its parent is now 1');
  assert.is(record.exitCode, 1);
  assert.equal([...world.made], []);
  assert.equal(world.calls, ['undo first']);
  assert.not.ok(options.seen.some((event) => event.type === 'effect.intent' && event.effect === 'second'));
});

test('a run that was not asked to watch its parent goes on without it', async () => {
  const world = emptyWorld();
  let parent = 100;
  const pipeline = pipelineThatLoses(world, () => void (parent = 1));

  const record = await runPipeline(memoryRun(pipeline, { parentPid: () => parent }));

  assert.is(record.exitCode, 0);
  assert.equal([...world.made], ['first', 'second']);
});

test('a real process whose parent ends is an orphan', async () => {
  // The first child starts the second, waits for its sign that it runs, and ends; the second then waits to be handed on.
  const child = spawn(process.execPath, [ORPHAN, 'parent'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));

  await once(child.stdout, 'end', { signal: AbortSignal.timeout(180_000) });

  assert.is(said.trim(), 'RUN_ORPHANED 1 undone');
});

test.run();
