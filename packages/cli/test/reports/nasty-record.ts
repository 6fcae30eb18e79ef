/** A record whose every text tries to break out of a report. */
import { timesEvidence } from '@paintbox/deploy-core/release';
import type { RunRecord } from '@paintbox/deploy-core/run';

const NASTY = `<script>alert("1")</script> & ]]> | \`x\` \u001b[31m\u0000\uffff\ud800 @everyone [a](javascript:b)\nsecond line`;

export const nastyRecord: RunRecord = {
  schema: 'paintbox.run/1',
  runId: 'run-1',
  pipeline: 'deploy',
  environment: 'production',
  app: 'demo',
  status: 'needs-attention',
  url: 'https://demo.example',
  exitCode: 4,
  startedAt: '2026-11-23T06:00:00.000Z',
  endedAt: '2026-11-23T06:00:10.000Z',
  durationMs: 10_000,
  stages: [
    {
      name: 'a.one',
      status: 'undone',
      attempts: 1,
      startedAt: '2026-11-23T06:00:00.000Z',
      durationMs: 4_000,
    },
    {
      name: 'a.two',
      status: 'undo-failed',
      attempts: 2,
      startedAt: '2026-11-23T06:00:04.000Z',
      durationMs: 6_000,
      error: {
        code: 'A_B',
        message: NASTY,
        hint: NASTY,
        docs: 'https://paintbox.github.io/deploy/errors#a-b',
      },
    },
    { name: 'a.three', status: 'skipped', attempts: 0, startedAt: null, durationMs: 0 },
  ],
  checks: [
    {
      id: 'health',
      target: NASTY,
      verdict: 'pass',
      critical: true,
      message: NASTY,
      evidence: { body: NASTY },
    },
    {
      id: 'jwks.keys',
      target: 'https://x',
      verdict: 'fail',
      critical: true,
      message: NASTY,
      evidence: {},
      hint: NASTY,
    },
    {
      id: 'latency',
      target: 'https://x',
      verdict: 'inconclusive',
      critical: true,
      message: 'few',
      evidence: timesEvidence({ samplesMs: [1, 2, 2, 31], percentiles: [{ name: NASTY, ms: 2 }] }),
    },
    {
      id: 'headers.csp',
      target: 'https://x',
      verdict: 'fail',
      critical: false,
      message: 'none',
      evidence: {},
    },
    {
      id: 'excel',
      target: 'https://x',
      verdict: 'skip',
      critical: true,
      message: 'no workbook',
      evidence: {},
    },
  ],
  kept: [{ stage: 'a.one', why: NASTY, changes: ['sends a message', NASTY] }],
  outputs: [{ stage: 'a.one', title: NASTY, text: `${NASTY}\n\`\`\`\`\n# not a heading` }],
  error: {
    code: 'A_B',
    message: NASTY,
    hint: NASTY,
    docs: 'https://paintbox.github.io/deploy/errors#a-b',
    problems: [{ code: 'C', message: NASTY, hint: null, docs: null }],
  },
};
