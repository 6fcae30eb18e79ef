/** Runs every check against one address, for the stage of a deploy, a monitor, or a proof of the checks. */
import type { StageContext } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { verdictOf } from '@paintbox/deploy-core/release';
import { idsOf, KEY_SET } from './check-ids.ts';
import type { CheckId } from './check-ids.ts';
import { accessibility } from '../checks/accessibility.ts';
import { cache } from '../checks/cache.ts';
import { compare } from '../checks/compare.ts';
import { headers } from '../checks/headers.ts';
import { health } from '../checks/health.ts';
import { identityBuild, identitySteady } from '../checks/identity.ts';
import { jwks } from '../checks/jwks.ts';
import { latency } from '../checks/latency.ts';
import { load } from '../checks/load.ts';
import { identityMachines } from '../checks/identity-machines.ts';
import { machines } from '../checks/machines.ts';
import { tls } from '../checks/tls.ts';
import { tokens } from '../checks/tokens.ts';
import { atOwnOrigin } from './own-origin.ts';
import type { Target, Tools } from './probe.ts';
import { startSession } from './session.ts';
import type { CheckSession } from './session.ts';
import type { Settings } from './resolve-options.ts';

/** Runs every check. The order saves time when the site does not answer, answers too late, or another build answers. */
export async function runSuite(ctx: StageContext, settings: Settings, asked: Target): Promise<CheckReport> {
  const target = await atOwnOrigin(asked, ctx, settings);
  const session = startSession(ctx, settings, target);
  // A bad certificate can explain why nothing else is reached.
  const handshakes = session.run(idsOf('tls'), tls);
  await together([handshakes, runInOrder(session, settings, target)]);
  return { verdict: verdictOf(session.results), checks: session.results };
}

async function runInOrder(session: CheckSession, settings: Settings, target: Target): Promise<void> {
  const stop = await runGate(session);
  if (stop !== undefined) return leaveRest(session, stop);
  // A page that is too slow for the load is not worth the wait for the others.
  const early = isLate(session.tools, settings, target) ? await session.run(idsOf('load'), load) : [];
  const failed = early.find(({ verdict }) => verdict === 'fail');
  if (failed === undefined) return runRest(session, settings, early.length > 0);
  session.leaveOut([...REST, 'identity.cache'], `not run: ${failed.id} says ${failed.verdict}`);
  await session.run(idsOf('machines'), machines);
}

/** Returns the reason to skip the other checks; undefined when they make sense. */
async function runGate(session: CheckSession): Promise<string | undefined> {
  const [home, own, identified] = await Promise.all([
    session.run(['accessibility'], accessibility),
    session.run(['health'], health),
    session.run(['identity.build'], identityBuild),
  ]);
  const unusable = [...home, ...own].filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'inconclusive',
  );
  const wrongBuild = identified.filter(({ verdict }) => verdict === 'fail');
  const reasons = [...unusable, ...wrongBuild].map((check) => `${check.id} says ${check.verdict}`);
  return reasons.length === 0 ? undefined : reasons.join(', ');
}

/** True when the front page took longer than each answer of the load may take. */
function isLate({ pace }: Tools, { load: plan, thresholds, endpoints }: Settings, target: Target): boolean {
  const needed = Math.max(1, Math.ceil(plan.requests * thresholds.loadGoodShare));
  const mayTakeMs = (plan.limitMs * plan.connections) / needed;
  const times = pace.of(pace.landing(target.url + endpoints.home)).filter(({ isGood }) => isGood);
  return times.length > 0 && times.every(({ durationMs }) => durationMs > mayTakeMs);
}

async function runRest(session: CheckSession, settings: Settings, isLoaded: boolean): Promise<void> {
  const proven = session.tools.witness.tally();
  await together([
    session.run(['identity.machines'], identityMachines),
    session.run(['identity.cache'], cache),
    session.run(idsOf('machines'), machines),
    session.run(KEY_SET, jwks),
    session.run(['jwks.accepted', 'jwks.refused'], tokens),
    session.run(idsOf('headers'), headers),
    ...settings.checks.map((check) => session.runCustom(check)),
  ]);
  // Checks that measure time run last, one after the other, so that nothing disturbs them.
  await session.run(idsOf('latency'), latency);
  await session.run(idsOf('compare'), compare);
  if (!isLoaded) await session.run(idsOf('load'), load);
  await session.run(['identity.steady'], (where, tools) => identitySteady(where, tools, proven));
}

/** What makes no sense on a site that is not reached; also the load. */
const REST: readonly CheckId[] = [
  ...(['jwks', 'headers', 'latency', 'compare'] as const).flatMap(idsOf),
  'identity.machines',
  'identity.steady',
];

async function leaveRest(session: CheckSession, stop: string): Promise<void> {
  session.leaveOut([...REST, 'load'], `not run: ${stop}`);
  // A bad machine or cache can explain why nothing else was reached.
  await together([session.run(idsOf('machines'), machines), session.run(['identity.cache'], cache)]);
}

/** Waits for all, so that no check runs after the end of the stage; then throws the first error. */
async function together(running: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(running);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
}
