import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Release } from '../../src/artifacts/release.ts';
import { markRelease, readLedger, readRelease, recordRelease } from '../../src/ledger/release-ledger.ts';
import { standingOf } from '../../src/ledger/release-standing.ts';
import { memoryStore } from '../../src/store/memory-store.ts';
import { rejects } from '../../src/testing/rejects.ts';

const release = (version: string): Release => ({
  version,
  imageDigest: 'sha256:a',
  imageRef: 'registry.fly.io/demo@sha256:a',
  configHash: null,
  secretVersions: {},
  buildId: `run-${version}`,
  machines: ['m1'],
});
const entry = (version: string) => ({
  release: release(version),
  configJson: '{"app":"demo"}',
  runId: `run-${version}`,
  at: '2026-03-01T10:00:00.000Z',
});
const stable = { at: '2026-03-01T11:00:00.000Z', runId: 'r', evidence: { pass: 3 } };
const bad = { at: '2026-03-01T11:00:00.000Z', runId: 'r', reason: 'it broke' };

test('marks survive recording a release again, and entries come newest first', async () => {
  const state = memoryStore();
  await recordRelease(state, entry('9'));
  await markRelease(state, entry('9'), { stable });
  await recordRelease(state, { ...entry('10'), by: 'ada', commit: 'abc', secrets: { TOKEN: 'd1' } });
  await recordRelease(state, entry('9'));

  const [newest, older] = await readLedger(state);

  assert.equal([newest?.release.version, older?.release.version], ['10', '9']);
  assert.equal([newest?.by, newest?.commit, newest?.secrets], ['ada', 'abc', { TOKEN: 'd1' }]);
  assert.equal((await readRelease(state, '9'))?.marks.stable, stable);
});

test('marks written at the same time are both kept', async () => {
  const state = memoryStore();
  await recordRelease(state, entry('9'));

  await Promise.all([markRelease(state, entry('9'), { stable }), markRelease(state, entry('9'), { bad })]);

  assert.equal((await readRelease(state, '9'))?.marks, { stable, bad });
});

test('an entry of another version is read, and what is not known in it stays when it is marked', async () => {
  const state = memoryStore();
  const { configJson, runId, at } = entry('9');
  const later = {
    release: { ...release('9'), region: 'ams' },
    configJson,
    runId,
    at,
    weather: 'rain',
    marks: {},
  };
  await state.create('releases/00000009', JSON.stringify(later));

  await markRelease(state, entry('9'), { stable });

  const stored = await state.read('releases/00000009');
  assert.equal(JSON.parse(stored?.value ?? ''), { ...later, marks: { stable } });
});

test('an entry that cannot be read is named, with the field and what was seen', async () => {
  for (const [text, expected] of [
    ['{"release":{}}', /releases\/00000009.*'release\.version': expected text, got nothing/],
    ['{"release"', /not JSON/],
    [JSON.stringify({ ...entry('9'), marks: { stable: { at: 1 } } }), /marks\.stable/],
    [JSON.stringify({ ...entry('9'), marks: {}, by: 7 }), /'by': expected text, got the number 7/],
  ] as const) {
    const state = memoryStore();
    await state.create('releases/00000009', text);

    const error = (await rejects(readLedger(state))) as { code: string; message: string };

    assert.is(error.code, 'LEDGER_BROKEN');
    assert.match(error.message, expected);
  }
});

test('evidence against a release counts more than its earlier proof', () => {
  const of = (marks: Parameters<typeof standingOf>[0]['marks']) => standingOf({ ...entry('9'), marks });

  assert.is(of({}).label, 'unproven');
  assert.equal(of({ stable }), { label: 'stable', why: 'its checks said 3 pass' });
  assert.match(of({ stable: { ...stable, soakMs: 90_000 } }).why, /watched in service for 90 s/);
  assert.equal(of({ stable, bad }), { label: 'bad', why: 'it broke' });
  assert.is(of({ undone: bad }).label, 'undone');
});

test.run();
