/** Runs every check against one address, for the stage of a deploy, a monitor, or a proof of the checks. */
import type { StageContext } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { verdictOf } from '@paintbox/deploy-core/release';
import { idsOf, KEY_SET } from './check-ids.ts';
import type { CheckGroup } from './check-ids.ts';
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
import type { Target } from './probe.ts';
import { startSession } from './session.ts';
import type { CheckSession } from './session.ts';
import type { Settings } from './resolve-options.ts';

/** Runs every check. The order saves time when the site does not answer, or another build answers. */
export async function runSuite(ctx: StageContext, settings: Settings, target: Target): Promise<CheckReport> {
  const session = startSession(ctx, settings, target);
  const stop = await runGate(session);
  if (stop === undefined) await runRest(session, settings);
  else await leaveRest(session, stop);
  return { verdict: verdictOf(session.results), checks: session.results };
}

/** Returns the reason to skip the other checks; undefined when they make sense. */
async function runGate(session: CheckSession): Promise<string | undefined> {
  const reached = [
    ...(await session.run(['accessibility'], accessibility)),
    ...(await session.run(['health'], health)),
  ];
  const identified = await session.run(['identity.build'], identityBuild);
  const unusable = reached.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive');
  const wrongBuild = identified.filter(({ verdict }) => verdict === 'fail');
  const reasons = [...unusable, ...wrongBuild].map((check) => `${check.id} says ${check.verdict}`);
  return reasons.length === 0 ? undefined : reasons.join(', ');
}

async function runRest(session: CheckSession, settings: Settings): Promise<void> {
  const proven = session.tools.witness.tally();
  await together([
    session.run(['identity.machines'], identityMachines),
    session.run(['identity.cache'], cache),
    session.run(idsOf('machines'), machines),
    session.run(KEY_SET, jwks),
    session.run(['jwks.accepted', 'jwks.refused'], tokens),
    session.run(idsOf('tls'), tls),
    session.run(idsOf('headers'), headers),
    ...settings.checks.map((check) => session.runCustom(check)),
  ]);
  // Checks that measure time run last, one after the other, so that nothing disturbs them.
  await session.run(idsOf('latency'), latency);
  await session.run(idsOf('compare'), compare);
  await session.run(idsOf('load'), load);
  await session.run(['identity.steady'], (where, tools) => identitySteady(where, tools, proven));
}

async function leaveRest(session: CheckSession, stop: string): Promise<void> {
  const groups: readonly CheckGroup[] = ['jwks', 'headers', 'latency', 'compare', 'load'];
  const ids = [...groups.flatMap(idsOf), 'identity.machines', 'identity.steady'] as const;
  session.leaveOut(ids, `not run: ${stop}`);
  // A bad certificate, machine or cache can explain why nothing else was reached.
  await together([
    session.run(idsOf('tls'), tls),
    session.run(idsOf('machines'), machines),
    session.run(['identity.cache'], cache),
  ]);
}

/** Waits for all, so that no check runs after the end of the stage; then throws the first error. */
async function together(running: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(running);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
}
