/** Events written by hand, for reporters. */
import type { RunEvent } from '@paintbox/deploy-core';
import type { EventBody } from '@paintbox/deploy-core/run';
import type { Output } from '../../src/io.ts';
import type { ClosingContext } from '../../src/reporters/next-commands.ts';

export const closing: ClosingContext = {
  recordedAt: '.paintbox/state',
  reportDir: undefined,
  commandLine: { program: 'paintbox-deploy', flags: ['--env staging'] },
};

export function events(...bodies: readonly EventBody[]): readonly RunEvent[] {
  return bodies.map((body, index) => ({
    ts: new Date(Date.UTC(2026, 10, 23, 6, 0, index)).toISOString(),
    runId: 'run-1',
    seq: index + 1,
    ...body,
  }));
}

export const started = (stage: string): EventBody => ({
  type: 'stage.started',
  stage,
  attempt: 1,
  describe: `does ${stage}`,
});
export const succeeded = (stage: string): EventBody => ({
  type: 'stage.succeeded',
  stage,
  durationMs: 1_234,
  outputs: {},
});
export const info = (stage: string, message: string): EventBody => ({
  type: 'stage.log',
  stage,
  level: 'info',
  message,
});

export interface Kept extends Output {
  text(): string;
}

export function keep(): Kept {
  let kept = '';
  return { write: (text) => void (kept += text), text: () => kept };
}
