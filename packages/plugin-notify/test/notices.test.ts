// What the notice of an ended run says first, and what it says to type.
import type { RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endedNotice } from '../src/notices/compose.ts';

const test = suite('notices');

const record: RunRecord = {
  schema: 'paintbox.run/1',
  runId: '20261123-061530-1a2b3c4d',
  pipeline: 'deploy',
  environment: 'staging',
  app: 'paintbox',
  status: 'rolled-back',
  url: 'https://paintbox.example',
  exitCode: 3,
  startedAt: '2026-11-23T06:15:30.000Z',
  endedAt: '2026-11-23T06:16:30.000Z',
  durationMs: 60_000,
  stages: [],
  rollback: { target: '17', reason: 'the key set is empty', verified: true },
  error: { code: 'CHECKS_FAILED', message: 'the key set is empty', hint: null, docs: null },
};

test('the notice of a failed run leads with what users have now', () => {
  const [first, second] = endedNotice(record, false).text.split('\n');

  assert.is(first, 'Users now: v17; it passed the same checks');
  assert.is(second, 'CHECKS_FAILED: the key set is empty');
  assert.not.match(endedNotice({ ...record, status: 'succeeded', exitCode: 0 }, false).text, 'Users now');
});

test('a run that needs a person says the command, for its environment', () => {
  const needy = { ...record, status: 'needs-attention', exitCode: 4 } as const;
  const { error: _error, ...dead } = needy;

  assert.match(
    endedNotice(needy, false).text,
    `→ run: paintbox-deploy explain ${record.runId} --env staging`,
  );
  assert.match(endedNotice(dead, true).text, `→ run: paintbox-deploy resume ${record.runId} --env staging`);
  assert.not.match(endedNotice(record, false).text, '→ run:');
});

test.run();
