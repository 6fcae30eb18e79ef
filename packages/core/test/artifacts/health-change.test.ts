import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { healthChangeOf, healthEvidence } from '../../src/artifacts/health-change.ts';
import type { HealthChange } from '../../src/artifacts/health-change.ts';
import type { RunEvent } from '../../src/words/event.ts';

const change: HealthChange = {
  from: 'healthy',
  to: 'unhealthy',
  at: '2026-11-23T06:15:30.000Z',
  because: [],
};

function checkEvent(evidence: Readonly<Record<string, unknown>>): RunEvent {
  const head = { ts: change.at, runId: 'r', seq: 1, type: 'check', stage: 'checks.monitor' } as const;
  const check = { id: 'monitor', target: 'https://x', verdict: 'fail', critical: true, message: '' } as const;
  return { ...head, check: { ...check, evidence } };
}

test('a change of health is found in the event that carries it, after a journal too', () => {
  const event = checkEvent({ rounds: 3, ...healthEvidence(change) });

  assert.equal(healthChangeOf(event), change);
  assert.equal(healthChangeOf(JSON.parse(JSON.stringify(event)) as RunEvent), change);
});

test('any other event carries none', () => {
  assert.is(healthChangeOf(checkEvent({})), undefined);
  assert.is(healthChangeOf(checkEvent(healthEvidence({ ...change, to: 'fine' as 'healthy' }))), undefined);
  assert.is(
    healthChangeOf({ ts: change.at, runId: 'r', seq: 1, type: 'stage.skipped', stage: 'a', reason: 'b' }),
    undefined,
  );
});

test.run();
