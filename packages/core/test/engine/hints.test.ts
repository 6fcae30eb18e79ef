/** What a run tells a person to type is about the place of the run: in the record, in the journal, to listeners, in a plan. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DeployError, definePipeline, stage } from '../../src/index.ts';
import type { RunEvent } from '../../src/index.ts';
import { planPipeline, readJournal, runPipeline } from '../../src/run.ts';
import type { RunOptions } from '../../src/run.ts';
import { memoryStore } from '../../src/testing/index.ts';

const lost = stage({
  name: 'keys.look',
  describe: 'looks for keys',
  run(_inputs, ctx) {
    ctx.log.warn('none yet: `paintbox-deploy keys ensure`');
    throw new DeployError('TEST_NO_KEYS', 'there are no keys', {
      hint: 'type `paintbox-deploy keys ensure`',
    });
  },
});
const pipeline = definePipeline('deploy', [lost]);

function options(name: string, more: Partial<RunOptions> = {}): RunOptions {
  return {
    pipeline,
    environment: { name, app: 'demo', url: 'https://demo.example' },
    store: memoryStore(),
    ...more,
  };
}

test('hints carry the environment of the run', async () => {
  const heard: RunEvent[] = [];
  const given = options('staging', {
    listeners: [{ name: 'test', handle: (event) => void heard.push(event) }],
  });

  const record = await runPipeline(given);

  const whole = 'type `paintbox-deploy keys ensure --env staging`';
  assert.is(record.error?.hint, whole);
  assert.is(record.stages[0]?.error?.hint, whole);
  const stored: RunEvent[] = [];
  for await (const { event } of readJournal(given.store, record.runId)) stored.push(event);
  for (const events of [heard, stored]) {
    const ended = events.find((event) => event.type === 'run.ended');
    const log = events.find((event) => event.type === 'stage.log');
    assert.is(ended?.type === 'run.ended' && ended.error?.hint, whole);
    assert.is(
      log?.type === 'stage.log' && log.message,
      'none yet: `paintbox-deploy keys ensure --env staging`',
    );
  }
});

test('a host says how commands are typed there', async () => {
  const commandLine = { program: 'npx -y pnpm@12 paintbox-deploy:local', flags: [] };

  const record = await runPipeline(options('local', { commandLine }));

  assert.is(record.error?.hint, 'type `npx -y pnpm@12 paintbox-deploy:local keys ensure`');
});

test('a plan tells it, too, and its hash is the same however commands are typed', async () => {
  const one = await planPipeline(options('staging'));
  const other = await planPipeline(options('staging', { commandLine: { program: 'npx pd', flags: [] } }));

  assert.is(one.problems[0]?.hint, 'type `paintbox-deploy keys ensure --env staging`');
  assert.is(other.problems[0]?.hint, 'type `npx pd keys ensure`');
  assert.is(one.hash, other.hash);
});

test.run();
