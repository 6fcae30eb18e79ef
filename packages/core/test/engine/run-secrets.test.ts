/** Variables that are read for one run: they reach its stages, and nothing else. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import { planPipeline, resumeRun, runPipeline } from '../../src/run.ts';
import { recordEvents } from '../../src/testing/index.ts';
import { killedRun } from './killed-run.ts';
import { errors } from './test-errors.ts';
import { memoryRun } from './world.ts';

const TOKEN = 'fm2_token-of-one-app';
const seen: (string | undefined)[] = [];
const ask = stage({
  name: 'test.ask',
  run(_inputs, ctx) {
    seen.push(ctx.env['APP_TOKEN']);
    ctx.log.info(`asked with ${ctx.env['APP_TOKEN']}`);
  },
});
const pipeline = definePipeline('p', [ask]);

test('what is read for a run beats its environment, and no output shows it', async () => {
  seen.length = 0;
  const events = recordEvents();
  const options = memoryRun(pipeline, { env: { APP_TOKEN: 'of-the-worker' }, listeners: [events] });

  const record = await runPipeline({ ...options, secrets: async () => ({ APP_TOKEN: TOKEN }) });

  assert.is(record.exitCode, 0);
  assert.equal(seen, [TOKEN]);
  assert.is(process.env['APP_TOKEN'], undefined);
  assert.match(JSON.stringify(events.events), 'asked with [redacted]');
  const state = await Promise.all((await options.store.list('')).map((key) => options.store.read(key)));
  assert.not.match(JSON.stringify([record, events.events, state]), TOKEN);
});

test('a run whose secrets cannot be read ends with that error, and no stage is begun', async () => {
  seen.length = 0;
  const secrets = (): Promise<never> => Promise.reject(errors.broken('the vault'));

  const record = await runPipeline(memoryRun(pipeline, { secrets }));

  assert.equal([record.exitCode, record.error?.message], [1, 'the vault is broken']);
  assert.equal(seen, []);
});

test('whoever takes up a run that was killed reads them anew', async () => {
  seen.length = 0;
  const change = stage({
    name: 'test.change',
    async run(_inputs, ctx) {
      seen.push(ctx.env['APP_TOKEN']);
      await ctx.effect('change', {
        describe: 'change it',
        apply: async () => null,
        observe: async () => ({ status: 'not-done' }),
      });
    },
    undo: (_outputs, _inputs, ctx) => void seen.push(`undo with ${ctx.env['APP_TOKEN']}`),
    observe: async () => ({ status: 'not-done' }),
  });
  const options = memoryRun(definePipeline('p', [change]));
  const runId = await killedRun({ ...options, secrets: async () => ({ APP_TOKEN: 'token-one' }) });
  seen.length = 0;

  const secrets = async (): Promise<{ APP_TOKEN: string }> => ({ APP_TOKEN: TOKEN });
  const record = await resumeRun({ ...options, secrets, runId, goal: 'finish' });

  assert.is(record.exitCode, 0, record.error?.message);
  assert.equal(seen, [TOKEN]);
});

test('a plan is made with them, and says when they cannot be read', async () => {
  seen.length = 0;
  const secrets = (): Promise<never> => Promise.reject(errors.broken('the vault'));

  const made = await planPipeline(memoryRun(pipeline, { secrets: async () => ({ APP_TOKEN: TOKEN }) }));
  const refused = await planPipeline(memoryRun(pipeline, { secrets }));

  assert.equal(made.problems, []);
  assert.equal(seen, [TOKEN]);
  assert.equal(
    refused.problems.map(({ message }) => message),
    ['the vault is broken'],
  );
});

test.run();
