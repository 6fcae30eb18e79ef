/** A deploy as it may well go: nearly everything passes, one critical check fails, and the previous release is put back. */
import { comparisonEvidence, roundsEvidence, timesEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult, Verdict } from '@paintbox/deploy-core';
import type { Round } from '@paintbox/deploy-core/release';
import type { RunRecord, StageRecord, StageStatus } from '@paintbox/deploy-core/run';

const URL = 'https://paintbox.fly.dev';
const STARTED = Date.parse('2026-11-23T06:15:30.000Z');

/** Like real answers: a hump, and a tail to the right. */
function samples(count: number, fastestMs: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => {
    const share = (index * 0.618_033_988_75) % 1;
    return Math.round((fastestMs + fastestMs * 0.35 * -Math.log(1 - share * 0.995)) * 10) / 10;
  });
}

function latency(name: string, path: string, fastestMs: number): CheckResult {
  const samplesMs = samples(120, fastestMs);
  const sorted = samplesMs.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return check(
    `latency.${name}`,
    'pass',
    `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms (${at(0.9)} to ${at(0.99)})`,
    {
      critical: false,
      target: URL + path,
      evidence: {
        asked: 120,
        good: 120,
        ...timesEvidence({
          samplesMs,
          percentiles: [
            { name: 'p50', ms: at(0.5), within: { lowMs: at(0.42), highMs: at(0.58) } },
            {
              name: 'p95',
              ms: at(0.95),
              within: { lowMs: at(0.9), highMs: name === 'jwks' ? null : at(0.99) },
            },
          ],
        }),
      },
    },
  );
}

function check(id: string, verdict: Verdict, message: string, more: Partial<CheckResult> = {}): CheckResult {
  return {
    id,
    verdict,
    message,
    target: URL,
    critical: true,
    evidence: { status: 200, durationMs: 31 },
    answeredBy: { version: '20261123-061530-9f3a', machine: '6e82dd4f' },
    ...more,
  };
}

let clock = STARTED;
function stage(name: string, status: StageStatus, durationMs: number): StageRecord {
  const startedAt = status === 'skipped' ? null : new Date(clock).toISOString();
  clock += durationMs;
  return { name, status, attempts: status === 'skipped' ? 0 : 1, startedAt, durationMs };
}

const release = {
  configHash: '5f70bf18a086007016e948b04aed3b82',
  secretVersions: { 'paintbox/production/jwt/public-keys': '0a1f6a0e-5d8c-4f5e-8a52-7d3b3c1f5a11' },
};

/** What was released, and taken back. */
const TAKEN = {
  version: '41',
  imageDigest: 'sha256:1c9e0a52b0e3c0d4c8f5a7f2f6c5a9c0f1de4d3a7a8e4b5d9d4c3b2a19f8e7d6',
  imageRef: 'registry.fly.io/paintbox@sha256:1c9e0a52',
  buildId: '20261120-101112-77aa',
  machines: ['6e82dd4f', '9185aa33'],
  commit: 'd6fbd6f7a1c24e0f9b3c5d8e7f60718293a4b5c6',
  author: 'Grace Hopper',
  ...release,
};

/** What serves, before and after. */
const BEFORE = {
  version: '40',
  imageDigest: 'sha256:77aa0a52b0e3c0d4c8f5a7f2f6c5a9c0f1de4d3a7a8e4b5d9d4c3b2a19f8e7d6',
  imageRef: 'registry.fly.io/paintbox@sha256:77aa0a52',
  buildId: '20261119-101112-51c0',
  machines: ['28730c1e', '3d8d5a11'],
  commit: '6de62a6f0c1b2a39485766574839201a1b2c3d4e',
  author: 'Ada Lovelace',
  ...release,
};

const rounds = Array.from({ length: 40 }, (_, look): Round => ({
  at: new Date(STARTED + look * 30_000).toISOString(),
  verdict: look > 36 ? 'fail' : look === 12 ? 'inconclusive' : look % 15 === 4 ? 'warn' : 'pass',
}));

export const sampleRecord: RunRecord = {
  schema: 'paintbox.run/1',
  runId: '20261123-061530-1a2b3c4d',
  pipeline: 'deploy',
  environment: 'production',
  app: 'paintbox',
  status: 'rolled-back',
  url: URL,
  note: 'emulators of AWS and Fly.io: test doubles, not the services',
  source: {
    by: 'ada',
    commit: TAKEN.commit,
    author: TAKEN.author,
    subject: 'keys: sign with both keys while one is replaced',
    commitUrl: `https://github.com/acme/paintbox/commit/${TAKEN.commit}`,
    jobUrl: 'https://github.com/acme/paintbox/actions/runs/4242',
    reportUrl: 'https://github.com/acme/paintbox/actions/runs/4242#artifacts',
  },
  exitCode: 3,
  startedAt: new Date(STARTED).toISOString(),
  endedAt: new Date(STARTED + 142_000).toISOString(),
  durationMs: 142_000,
  stages: [
    stage('fly.preflight', 'succeeded', 2_400),
    stage('aws.identity', 'succeeded', 900),
    stage('aws.ensure-keys', 'succeeded', 1_800),
    stage('fly.build', 'succeeded', 48_000),
    {
      ...stage('fly.release', 'undone', 37_000),
      undo: { startedAt: new Date(STARTED + 111_100).toISOString(), durationMs: 14_000 },
    },
    {
      ...stage('checks.suite', 'failed', 21_000),
      verification: { startedAt: new Date(STARTED + 125_200).toISOString(), durationMs: 16_500 },
      error: {
        code: 'CHECKS_FAILED',
        message: '1 critical check failed',
        hint: null,
        docs: 'https://paintbox.github.io/deploy/errors#checks-failed',
      },
    },
    stage('checks.watch', 'skipped', 0),
    stage('fly.mark-stable', 'skipped', 0),
  ],
  image: { ref: TAKEN.imageRef, digest: TAKEN.imageDigest, commit: TAKEN.commit, author: TAKEN.author },
  // After the rollback, the one before serves again.
  release: BEFORE,
  previous: BEFORE,
  takenBack: TAKEN,
  rollback: { target: '40', reason: 'jwks.keys: the key set is empty', verified: true },
  checks: [
    check('accessibility', 'pass', 'the page answered with status 200'),
    check('health', 'pass', 'health says "healthy"', { target: `${URL}/api/health` }),
    check('identity.build', 'pass', '5 answers in a row came from build 20261123-061530-9f3a'),
    check('jwks.keys', 'fail', 'the key set is empty: no token can be verified', {
      target: `${URL}/.well-known/jwks.json`,
      hint: 'run: `paintbox-deploy keys check`, and look at what the endpoint makes of the stored keys',
      evidence: {
        status: 200,
        contentType: 'application/jwk-set+json',
        bodyLength: 11,
        kids: [],
        problems: ['the key set is empty'],
      },
    }),
    check('jwks.caching', 'pass', 'Cache-Control: public, max-age=300', { critical: false }),
    check('tls.chain', 'pass', "the certificate is trusted, issued by Let's Encrypt R11", {
      answeredBy: undefined,
    }),
    check('tls.expiry', 'warn', 'the certificate ends in 9 days, at 2026-12-02T00:00:00.000Z', {
      critical: false,
      hint: 'renew the certificate, and find out why it was not renewed by itself',
      answeredBy: undefined,
    }),
    check('headers.hsts', 'pass', 'strict-transport-security is sent', { critical: false }),
    check('headers.csp', 'warn', 'content-security-policy is missing', {
      critical: false,
      hint: "send content-security-policy: default-src 'self'",
    }),
    check(
      'compare',
      'inconclusive',
      'cannot tell: 1.20× the time of before (90 %: 0.91× to 1.57×); only a slowdown of 60 % or more would show',
      {
        critical: false,
        evidence: {
          method: 'before and after',
          ...comparisonEvidence({
            ratio: 1.2,
            low: 0.91,
            high: 1.57,
            beforeMs: 24.84,
            afterMs: 29.81,
            tolerance: 0.1,
            notice: 0.3,
          }),
        },
      },
    ),
    check('load', 'pass', '50 of 50 requests got a good answer', {
      critical: false,
      evidence: timesEvidence({
        samplesMs: [],
        percentiles: [
          { name: 'p50', ms: 10 },
          { name: 'p90', ms: 39 },
          { name: 'p99', ms: 51 },
        ],
      }),
    }),
    check('watch', 'fail', 'unhealthy, was healthy; 1 change in 40 looks', {
      evidence: roundsEvidence(rounds),
    }),
    latency('home', '/', 24),
    latency('health', '/api/health', 9),
    latency('jwks', '/.well-known/jwks.json', 13),
    check('excel', 'skip', 'left out by the options of the checks', { evidence: {} }),
  ],
  error: {
    code: 'CHECKS_FAILED',
    message: `1 critical check failed on ${URL}: jwks.keys: the key set is empty: no token can be verified`,
    hint: 'run: `paintbox-deploy keys check`, and look at what the endpoint makes of the stored keys',
    docs: 'https://paintbox.github.io/deploy/errors#checks-failed',
  },
};
