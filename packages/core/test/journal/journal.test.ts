import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fileStore, listRuns, readJournal } from '../../src/run.ts';
import type { RunEvent, StateStore } from '../../src/index.ts';
import type { EventBody } from '../../src/run.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { memoryStore, rejects } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { inTempFolder } from '../temp-folder.ts';

const TS = '2026-01-01T00:00:00.000Z';

function note(message: string): EventBody {
  return { type: 'effect.intent', stage: 'test', effect: 'note', describe: message };
}

async function eventsOf(store: StateStore, runId = 'run'): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const { event } of readJournal(store, runId)) events.push(event);
  return events;
}

async function written(store: StateStore, messages: readonly string[]): Promise<void> {
  const journal = openJournal(store, 'run');
  for (const message of messages) await journal.next(note(message), TS).store();
}

test('what is written is read back in order, numbered without gaps', async () => {
  const store = memoryStore();

  await written(store, ['a', 'b\u2028"quoted"\n', '🎨']);

  const events = await eventsOf(store);
  assert.equal(
    events.map(({ seq }) => seq),
    [1, 2, 3],
  );
  assert.equal(events[1], { ts: TS, runId: 'run', seq: 2, ...note('b\u2028"quoted"\n') });
  assert.equal(await listRuns(store), ['run']);
});

test('many writes at once keep their order', () =>
  inTempFolder(async (folder) => {
    const store = fileStore(folder);
    const journal = openJournal(store, 'run');

    const writes = Array.from({ length: 300 }, (_, n) => journal.next(note(String(n)), TS).store());
    await Promise.all(writes);

    const events = await eventsOf(store);
    assert.equal(
      events.map(({ seq }) => seq),
      Array.from({ length: 300 }, (_, n) => n + 1),
    );
  }));

test('every flipped byte is found, and the line is named', () =>
  inTempFolder(async (folder) => {
    const store = fileStore(folder);
    await written(store, ['one', 'two', 'three']);
    const path = join(folder, 'runs/run.jsonl');
    const whole = await readFile(path);
    const lengths = whole
      .toString()
      .split('\n')
      .map((line) => line.length + 1);

    for (let at = 0; at < whole.length - 1; at += 1) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      await writeFile(path, spoilt);
      const error = await rejects(eventsOf(store));
      let line = 0;
      for (let sum = 0; sum <= at; line += 1) sum += lengths[line] ?? 0;
      // A newline that is gone joins two lines, and is seen in the first of them.
      assert.match(String(error), new RegExp(`line ${line} of the journal`), `byte ${at}: ${String(error)}`);
    }
  }));

test('a line that was taken out, put in or moved is found', async () => {
  const store = memoryStore();
  await written(store, ['one', 'two', 'three']);
  const lines: string[] = [];
  for await (const line of store.lines('runs/run.jsonl')) lines.push(line);
  const [one = '', two = '', three = ''] = lines;

  for (const spoilt of [
    [two, three],
    [one, three],
    [one, one, two, three],
    [one, three, two],
    [one, 'null', two],
  ]) {
    const other = memoryStore();
    await other.append('runs/run.jsonl', spoilt, { durable: false });
    assert.is(await codeOf(eventsOf(other)), 'JOURNAL_BROKEN', spoilt.join('\n'));
  }
});

test('a torn last line is recovered from, and the journal goes on after it', () =>
  inTempFolder(async (folder) => {
    const store = fileStore(folder);
    await written(store, ['one', 'two']);
    const path = join(folder, 'runs/run.jsonl');
    const whole = await readFile(path, 'utf8');
    const second = whole.indexOf('\n') + 1;

    for (const cut of [second + 1, second + 40, whole.length - 1]) {
      await writeFile(path, whole.slice(0, cut));
      let tail = { seq: 0, hash: '' };
      for await (const { event, hash } of readJournal(store, 'run')) tail = { seq: event.seq, hash };
      await openJournal(store, 'run', tail).next(note('after'), TS).store();

      const events = await eventsOf(store);
      assert.equal(
        events.map((event) => 'describe' in event && event.describe),
        ['one', 'after'],
        String(cut),
      );
    }
  }));

/** Goes on with a journal as the holder of a token. */
async function goesOn(store: StateStore, token: number, message: string): Promise<() => Promise<void>> {
  let tail = { seq: 0, hash: '0'.repeat(64), token };
  for await (const { event, hash } of readJournal(store, 'run')) tail = { seq: event.seq, hash, token };
  const next = openJournal(store, 'run', tail).next(note(message), TS);
  return () => next.store();
}

async function messagesOf(store: StateStore): Promise<readonly unknown[]> {
  return (await eventsOf(store)).map((event) => 'describe' in event && event.describe);
}

test('a process that continues a journal writes its own part, which is read in its place', async () => {
  const store = memoryStore();
  await written(store, ['one', 'two']);
  await (
    await goesOn(store, 7, 'three')
  )();
  await (
    await goesOn(store, 12, 'four')
  )();

  assert.equal(await messagesOf(store), ['one', 'two', 'three', 'four']);
  assert.equal(await listRuns(store), ['run']);
  assert.is((await store.list('runs/')).length, 3);
});

test('late lines of earlier holders are left out, in any order', async () => {
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const store = memoryStore();
    const journal = openJournal(store, 'run');
    await journal.next(note('one'), TS).store();
    // Three holders read the same end and write only later; the first holder adds to its own part meanwhile.
    const stray = journal.next(note('late'), TS);
    const late = [
      () => stray.store(),
      await goesOn(store, 2, 'settled by 2'),
      await goesOn(store, 3, 'settled by 3'),
    ];

    for (const who of order) await late[who]?.();

    assert.equal(await messagesOf(store), ['one', 'settled by 3'], order.join(' '));
  }
});

test('a part that continues from an earlier line than the last one is read, too', async () => {
  const store = memoryStore();
  const journal = openJournal(store, 'run');
  await journal.next(note('one'), TS).store();
  const second = await goesOn(store, 2, 'stray');
  await journal.next(note('two'), TS).store();
  await (
    await goesOn(store, 3, 'three')
  )();
  await second();

  assert.equal(await messagesOf(store), ['one', 'two', 'three']);
});

test('a change in any part is found, also where one part continues another', () =>
  inTempFolder(async (folder) => {
    const store = fileStore(folder);
    await written(store, ['one', 'two']);
    await (
      await goesOn(store, 2, 'three')
    )();
    const cases = {
      'run.jsonl': /journal of run run$|journal of run run /,
      'run.000000000002.jsonl': /part 2/,
    };

    for (const [file, where] of Object.entries(cases)) {
      const path = join(folder, 'runs', file);
      const whole = await readFile(path);
      for (let at = 0; at < whole.length - 1; at += 1) {
        const spoilt = Buffer.from(whole);
        spoilt[at] = (spoilt[at] ?? 0) ^ 1;
        await writeFile(path, spoilt);
        assert.match(String(await rejects(eventsOf(store))), where, `${file} byte ${at}`);
      }
      await writeFile(path, whole);
    }
    await writeFile(join(folder, 'runs/run.jsonl'), '');
    assert.match(String(await rejects(eventsOf(store))), /does not follow/);
  }));

test('a body that is not JSON is refused and leaves no gap', async () => {
  const store = memoryStore();
  const journal = openJournal(store, 'run');
  const wrong: EventBody = {
    type: 'effect.outcome',
    stage: 's',
    effect: 'e',
    outcome: 'done',
    value: 1n,
  };

  assert.throws(() => journal.next(wrong, TS));
  await journal.next(note('fine'), TS).store();

  assert.equal(
    (await eventsOf(store)).map(({ seq }) => seq),
    [1],
  );
});

test('after a write that failed nothing more is written: the chain would have a hole', async () => {
  const memory = memoryStore();
  let full = false;
  const store: StateStore = {
    ...memory,
    append: (key, lines, options) =>
      full ? Promise.reject(new Error('disk full')) : memory.append(key, lines, options),
  };
  const journal = openJournal(store, 'run');
  await journal.next(note('one'), TS).store();
  full = true;
  await rejects(journal.next(note('two'), TS).store());
  full = false;

  assert.match(String(await rejects(journal.next(note('three'), TS).store())), /disk full/);
  assert.is((await eventsOf(store)).length, 1);
});

test.run();
