/** One look: the whole suite, without an event for every answer. */
import type { StageContext } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import type { Target } from '../suite/probe.ts';
import { runSuite } from '../suite/run-suite.ts';
import type { Settings } from '../suite/resolve-options.ts';

/** Looks once. Single answers are not recorded, or the journal would grow for as long as the app is watched. */
export function lookAt(ctx: StageContext, settings: Settings, target: Target): Promise<CheckReport> {
  return runSuite({ ...ctx, check: () => {}, progress: () => {} }, settings, target);
}
