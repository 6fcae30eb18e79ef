// What listeners are told of a run, in which order, and what one made for a run gets to work with.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline } from '../../src/index.ts';
import { readJournal, resumeRun, runPipeline } from '../../src/run.ts';
import type { ListenerContext, ListenerSource, RunEvent, StateStore } from '../../src/index.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { killedRun } from './killed-run.ts';
import { emptyWorld, makeThing, memoryRun } from './world.ts';

const test = suite('listeners');

const pipeline = definePipeline('deploy', [makeThing(emptyWorld(), 'new')]);

async function typesOf(store: StateStore, runId: string): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const { event } of readJournal(store, runId)) types.push(event.type);
  return types;
}

/** A source that keeps what it was opened with and what it heard. */
function source(): ListenerSource & {
  readonly opened: ListenerContext[];
  readonly heard: RunEvent[];
  closed: number;
} {
  const self = {
    name: 'source',
    opened: [] as ListenerContext[],
    heard: [] as RunEvent[],
    closed: 0,
    open(context: ListenerContext) {
      self.opened.push(context);
      return {
        name: 'source',
        handle: (event: RunEvent) => void self.heard.push(event),
        close: async () => void (self.closed += 1),
      };
    },
  };
  return self;
}

test('a listener that throws at the first word leaves a journal that can be read', async () => {
  const options = memoryRun(pipeline);
  const throwing = {
    name: 'throwing',
    handle() {
      throw new Error('no');
    },
  };

  const record = await runPipeline({ ...options, listeners: [throwing, ...(options.listeners ?? [])] });

  assert.is(record.exitCode, 0);
  assert.equal((await typesOf(options.store, record.runId)).slice(0, 2), ['run.started', 'listener.failed']);
});

test('listeners get the verdict only after it is in the journal', async () => {
  const store = memoryStore();
  const options = memoryRun(pipeline, { store });
  let stored: readonly string[] = [];
  const looks = {
    name: 'looks',
    async handle(event: RunEvent) {
      if (event.type === 'run.ended') stored = await typesOf(store, event.runId);
    },
  };

  await runPipeline({ ...options, listeners: [looks] });

  assert.is(stored.at(-1), 'run.ended');
});

test('a source makes a listener for each run, with what it needs to work', async () => {
  const store = memoryStore();
  const one = source();

  const record = await runPipeline({ ...memoryRun(pipeline, { store }), listeners: [one], env: { A: 'b' } });

  const [context] = one.opened;
  assert.is(one.opened.length, 1);
  assert.is(one.closed, 1);
  assert.is(context?.run.id, record.runId);
  assert.is(context?.state, store);
  assert.is(context?.readOnly, false);
  assert.equal([context?.env, context?.history], [{ A: 'b' }, []]);
  assert.equal([one.heard[0]?.type, one.heard.at(-1)?.type], ['run.started', 'run.ended']);
});

test('a source that cannot open is a listener that failed', async () => {
  const options = memoryRun(pipeline);
  const refusing = {
    name: 'refusing',
    open() {
      throw new Error('no address');
    },
  };

  const record = await runPipeline({ ...options, listeners: [...(options.listeners ?? []), refusing] });

  assert.is(record.exitCode, 0);
  const failed = options.seen.flatMap((event) =>
    event.type === 'listener.failed' ? [event.error.message] : [],
  );
  assert.equal(failed, ['Error: no address']);
});

test('a value that a listener registers shows nowhere, not even in its own failure', async () => {
  const options = memoryRun(pipeline);
  const leaking: ListenerSource = {
    name: 'leaking',
    open: ({ secret }) => {
      secret('https://hooks.example/T0P-SECRET');
      return {
        name: 'leaking',
        handle: () => Promise.reject(new Error('POST https://hooks.example/T0P-SECRET failed')),
      };
    },
  };

  await runPipeline({ ...options, listeners: [...(options.listeners ?? []), leaking] });

  assert.not.match(JSON.stringify(options.seen), 'T0P-SECRET');
  assert.match(JSON.stringify(options.seen), /POST \[redacted\] failed/);
});

test('the run that settles a killed run opens the listeners for it, with its earlier events', async () => {
  const store = memoryStore();
  const killed = await killedRun(memoryRun(pipeline, { store }));
  const one = source();

  const record = await runPipeline({ ...memoryRun(pipeline, { store }), listeners: [one] });

  assert.equal(
    one.opened.map(({ run }) => run.id),
    // The run of this process is opened by its first event, after it settled the dead one.
    [killed, record.runId],
  );
  assert.is(one.opened[0]?.history[0]?.type, 'run.started');
  const heard = one.heard.filter(({ runId }) => runId === killed).map(({ type }) => type);
  assert.equal([heard[0], heard.at(-1)], ['run.resumed', 'run.ended']);
  assert.is(one.closed, 2);
});

test('resuming a run with a verdict lets its listeners send what is left', async () => {
  const store = memoryStore();
  const { runId } = await runPipeline({ ...memoryRun(pipeline, { store }), listeners: [] });
  const one = source();

  await resumeRun({ ...memoryRun(pipeline, { store }), listeners: [one], runId, goal: 'finish' });

  assert.equal(one.heard, []);
  assert.is(one.opened[0]?.history.at(-1)?.type, 'run.ended');
  assert.is(one.closed, 1);
});

test.run();
