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

function release(version: string): NonNullable<RunRecord['release']> {
  const none = { imageDigest: null, configHash: null, buildId: null, secretVersions: {}, machines: [] };
  return { version, imageRef: `registry/${version}`, ...none };
}

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
    `→ run: \`paintbox-deploy explain ${record.runId} --env staging\``,
  );
  assert.match(
    endedNotice(dead, true).text,
    `→ run: \`paintbox-deploy resume ${record.runId} --env staging\``,
  );
  assert.not.match(endedNotice(record, false).text, '→ run:');
  // As it is typed where the run was started.
  const line = { program: 'npx -y pnpm@12 paintbox-deploy', flags: ['--env staging'] };
  assert.match(
    endedNotice(needy, false, line).text,
    `\`npx -y pnpm@12 paintbox-deploy explain ${record.runId} --env staging\``,
  );
});

test('the title says what users have, what was taken back, and why', () => {
  const title = (more: Partial<RunRecord>): string => endedNotice({ ...record, ...more }, false).title;
  const { rollback: _rollback, ...unmoved } = record;
  const failed = { ...unmoved, status: 'failed', exitCode: 1 } as const;
  const [v17, v18] = [release('17'), release('18')];

  assert.is(
    title({ previous: v17, takenBack: v18 }),
    'Users of paintbox (staging) are on v17; v18 was taken back: the key set is empty',
  );
  assert.match(
    title({ rollback: { target: '17', reason: 'it is slow', verified: false }, takenBack: v18 }),
    /are on v17, NOT verified; v18 was taken back/,
  );
  assert.is(
    endedNotice({ ...failed, previous: v17 }, false).title,
    'Users of paintbox (staging) have v17, as before; deploy failed: the key set is empty',
  );
  assert.is(
    endedNotice({ ...failed, status: 'needs-attention', exitCode: 4 }, false).title,
    'A person is needed: what users of paintbox (staging) have is not known: the key set is empty',
  );
  const { error: _error, ...good } = failed;
  assert.is(
    endedNotice({ ...good, status: 'succeeded', exitCode: 0, previous: v17, release: v18 }, false).title,
    'Users of paintbox (staging) are on v18: deploy succeeded',
  );
});

test('a notice says who, which commit, how long, and leads to the report, the job and the page of the error', () => {
  const { facts, links } = endedNotice(
    {
      ...record,
      source: {
        by: 'ada',
        commit: '0123456789abcdef+',
        author: 'Grace',
        subject: 'keys: @here sign with both',
        jobUrl: 'https://ci.example/42',
        commitUrl: 'javascript:alert(1)',
        reportUrl: 'https://reports.example/{run}/report.html',
      },
      stages: [
        {
          name: 'fly.switch',
          status: 'undone',
          attempts: 1,
          startedAt: '2026-11-23T06:15:40.000Z',
          durationMs: 5_000,
          undo: { startedAt: '2026-11-23T06:16:00.000Z', durationMs: 3_600 },
        },
      ],
      error: { code: 'CHECKS_FAILED', message: 'no', hint: null, docs: 'https://docs.example/errors#x' },
    },
    false,
  );

  const said = new Map(facts.map(({ label, value }) => [label, value]));
  assert.is(said.get('Started by'), 'ada');
  assert.is(said.get('Commit'), '0123456789+ by Grace: keys: @\u2060here sign with both');
  assert.is(said.get('Took'), '1 min 0 s, of that 4 s to take it back');
  assert.equal(links, [
    { label: 'Report', url: `https://reports.example/${record.runId}/report.html` },
    { label: 'Run', url: 'https://ci.example/42' },
    { label: 'What to do', url: 'https://docs.example/errors#x' },
    { label: 'App', url: 'https://paintbox.example/' },
  ]);
});

test.run();
