import type { ReleaseEntry, ReleaseMarks } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { badMarkOf, scoreReleases } from '../src/rollback/score-releases.ts';

const START = Date.parse('2026-03-01T10:00:00.000Z');
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(START + hours * HOUR).toISOString();

const stable = (hours: number, evidence = { pass: 3 }): ReleaseMarks => ({
  stable: { at: at(hours), runId: 'r', evidence },
});
const bad = (hours: number, reason = 'it broke'): ReleaseMarks => ({
  bad: { at: at(hours), runId: 'r', reason },
});

/** A release that began to serve `hours` after the start. */
const entry = (
  version: number,
  hours: number,
  image: string,
  marks: ReleaseMarks,
  over: Partial<ReleaseEntry> & { readonly config?: string } = {},
): ReleaseEntry => ({
  release: {
    version: String(version),
    imageDigest: `sha256:${image}`,
    imageRef: `registry.fly.io/demo@sha256:${image}`,
    configHash: over.config ?? 'c1',
    secretVersions: {},
    buildId: `run-${version}`,
    machines: ['m1'],
  },
  configJson: '{}',
  runId: `run-${version}`,
  at: at(hours),
  marks,
  ...over,
});
const now = (image: string, over: object = {}) => ({
  live: { imageDigest: `sha256:${image}`, configHash: 'c1' },
  broken: false,
  nowMs: START + 100 * HOUR,
  ...over,
});
const chosen = (entries: readonly ReleaseEntry[], seen: ReturnType<typeof now>): string | undefined => {
  const [best] = scoreReleases(entries, seen);
  return best?.against === undefined ? best?.entry.release.version : undefined;
};

test('the newest proven release is chosen that was not taken back and does not serve now, with a reason for each', () => {
  const entries = [
    entry(12, 20, 'live', stable(20)),
    entry(11, 15, 'eleven', {}),
    entry(10, 10, 'ten', { ...stable(10), ...bad(11) }),
    entry(9, 5, 'nine', stable(5)),
    entry(8, 1, 'eight', stable(1)),
  ];

  const judged = scoreReleases(entries, now('live'));

  assert.is(chosen(entries, now('live')), '9');
  assert.equal(
    judged.filter(({ against }) => against !== undefined).map(({ entry }) => entry.release.version),
    ['12', '11', '10'],
  );
  assert.match(
    judged.map(({ against, reasons }) => against ?? reasons.join('; ')).join('\n'),
    /3 pass; served for 5 h\n.*1 newer proven.*\n.*serves now\n.*never marked stable\n.*taken back: it broke/,
  );
});

test('the code that serves is chosen again when its fleet is broken', () => {
  const entries = [entry(12, 20, 'live', stable(20)), entry(9, 5, 'nine', stable(5))];

  assert.is(chosen(entries, now('live', { broken: true })), '12');
});

test('the code that serves is the last choice while its newest release is not proven: a rollback that failed its checks can be done again', () => {
  const back = entry(13, 21, 'nine', {});
  const gone = entry(12, 20, 'twelve', { ...stable(20), ...bad(21) });
  const nine = entry(9, 5, 'nine', stable(5));

  assert.is(chosen([back, gone, nine], now('nine')), '9');
  assert.is(chosen([back, gone, nine, entry(8, 1, 'eight', stable(1))], now('nine')), '8');
  assert.is(chosen([entry(13, 21, 'nine', stable(22)), gone, nine], now('nine')), undefined);
});

test('code that failed under one release number is not chosen under another', () => {
  const entries = [
    entry(13, 30, 'live', {}),
    entry(12, 20, 'ten', stable(19)),
    entry(10, 10, 'ten', bad(21)),
    entry(9, 5, 'nine', stable(5)),
  ];

  assert.is(chosen(entries, now('live')), '9');
  assert.is(badMarkOf({ imageDigest: 'sha256:ten', configHash: null }, entries)?.version, '10');
});

test('a proof that is newer than the failure counts', () => {
  const entries = [entry(12, 20, 'ten', stable(20)), entry(10, 10, 'ten', bad(11))];

  assert.is(badMarkOf({ imageDigest: 'sha256:ten', configHash: null }, entries), undefined);
});

test('the same image with the config of before is another release', () => {
  const entries = [
    entry(11, 20, 'a', bad(21), { config: 'broken' }),
    entry(10, 10, 'a', stable(10)),
    entry(9, 5, 'nine', stable(5)),
  ];
  const live = { imageDigest: 'sha256:a', configHash: 'broken' };

  assert.is(chosen(entries, now('a', { live })), '10');
});

test('a release that served for hours is worth more than a newer one that served for a minute', () => {
  const entries = [
    entry(11, 20.01, 'live', {}),
    entry(10, 20, 'ten', stable(20)),
    entry(9, 5, 'nine', stable(5)),
  ];

  assert.is(chosen(entries, now('live')), '9');
});

test('a lost config and changed secrets count against a release', () => {
  const entries = [
    entry(11, 20, 'live', {}),
    entry(10, 15, 'ten', stable(15), { configJson: null }),
    entry(9, 10, 'nine', stable(10), { secrets: { TOKEN: 'old' } }),
    entry(8, 5, 'eight', stable(5), { secrets: { TOKEN: 'new' } }),
  ];

  const judged = scoreReleases(entries, now('live', { secrets: { TOKEN: 'new' } }));

  assert.is(judged[0]?.entry.release.version, '8');
  assert.match(JSON.stringify(judged), /nobody kept its config/);
  assert.match(JSON.stringify(judged), /secrets have changed since: TOKEN/);
});

test.run();
