/** The hash by which a person approves a plan. */
import { createHash } from 'node:crypto';
import type { ErrorRecord } from '../words/error.ts';
import type { ResolvedParams } from '../words/resolve-params.ts';
import type { PlannedStage } from './plan.ts';
import type { RunOptions } from './run-options.ts';

/** Covers what would be done; neither the descriptions for people nor the time of planning. */
export function planHash(
  { pipeline, environment }: RunOptions,
  params: ResolvedParams,
  stages: readonly PlannedStage[],
  problems: readonly ErrorRecord[],
): string {
  const done = stages.map(({ name, mode, effects, foreseeable, waitsFor }) => ({
    name,
    mode,
    effects: effects.map(({ effect, target, describe }) => ({ effect, target, describe })),
    foreseeable,
    waitsFor,
  }));
  const said = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const { name, app, url } = environment;
  const codes = problems.map(({ code }) => code);
  const text = JSON.stringify([pipeline.hash, name, app, url, said, done, codes]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
