/** Asks one machine all that makes sense on one machine. What only shows at the edge is left to the suite: TLS, latency, load, comparison, caches. */
import type { CheckResult, StageContext } from '@paintbox/deploy-core';
import type { Green, InsideDoor, PublishedKeys } from '@paintbox/deploy-core/release';
import { accessibility } from '../checks/accessibility.ts';
import { headers } from '../checks/headers.ts';
import { health } from '../checks/health.ts';
import { identityBuild } from '../checks/identity.ts';
import { jwks } from '../checks/jwks.ts';
import { tokens } from '../checks/tokens.ts';
import { idsOf, KEY_SET } from '../suite/check-ids.ts';
import type { CheckId } from '../suite/check-ids.ts';
import type { Check, Target } from '../suite/probe.ts';
import type { Settings } from '../suite/resolve-options.ts';
import { startSession } from '../suite/session.ts';
import { customFromInside, fromInside } from './gaps.ts';
import type { Gap, HttpMaker } from './gaps.ts';
import { insideHttp } from './inside-http.ts';

/** What all machines are asked with. */
export interface InsideProof {
  readonly door: InsideDoor;
  readonly settings: Settings;
  /** Undefined: all. */
  readonly groups: readonly string[] | undefined;
  readonly keys: PublishedKeys | undefined;
}

const HEADERS = idsOf('headers').filter((id) => id !== 'headers.regression');
const TOKENS: readonly CheckId[] = ['jwks.accepted', 'jwks.refused'];
const REST: readonly CheckId[] = ['accessibility', ...KEY_SET, ...TOKENS, ...HEADERS];

/** Every result about one machine, which is their target. */
export async function proveGreen(
  ctx: StageContext,
  green: Green,
  { door, settings: given, groups, keys }: InsideProof,
): Promise<readonly CheckResult[]> {
  const { url } = ctx.run;
  const settings = insideSettings(given, url);
  const target: Target = { url, expectedBuild: green.buildId, publishedKeys: keys };
  const session = startSession(ctx, settings, target, green.id);
  const { port } = green;
  const reason = reasonNotToAsk(green, groups);
  if (port === null || reason !== undefined) {
    return session.leaveOut(['health'], `not asked inside: ${reason ?? NO_SERVICE}`);
  }

  const address = { door, machine: green.id, port, url, timeoutMs: settings.requestTimeoutMs };
  const make: HttpMaker = (context, onAnswer) => insideHttp(address, context, onAnswer);
  const gaps: Gap[] = [];
  const ask = (ids: readonly CheckId[], check: Check): Promise<readonly CheckResult[]> =>
    session.run(ids, async (where, tools) => {
      const found = await fromInside(check, make, green, (gap) => gaps.push(gap))(where, tools);
      return found.filter(({ id }) => ids.some((wanted) => wanted === id));
    });

  const first = await ask(['health'], health);
  const [gap] = gaps;
  if (gap !== undefined) {
    session.leaveOut(['identity.build', ...REST], `not asked inside: ${gap.reason}`);
    return session.results;
  }
  // It has answered by now, so the build is asked once.
  const second = await ask(['identity.build'], identityBuild);
  const stop = [...first, ...second].find(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive');
  if (stop !== undefined) {
    session.leaveOut(REST, `not run: ${stop.id} says ${stop.verdict}`);
    return session.results;
  }
  const customs = settings.checks.flatMap((check) => customFromInside(check, make, green) ?? []);
  // All at once: what is asked of a machine at the same time goes in one exec.
  const running = await Promise.allSettled([
    ask(['accessibility'], accessibility),
    ask(KEY_SET, jwks),
    ask(TOKENS, tokens),
    ask(HEADERS, headers),
    ...customs.map((check) => session.runCustom(check)),
  ]);
  for (const one of running) if (one.status === 'rejected') throw one.reason;
  return session.results;
}

const NO_SERVICE = 'it has no HTTP service';

function reasonNotToAsk({ group, port, started }: Green, groups: InsideProof['groups']): string | undefined {
  if (!started) return 'it rests, as the machine does that it replaces';
  if (port === null) return NO_SERVICE;
  return groups === undefined || groups.includes(group) ? undefined : `groups does not name '${group}'`;
}

/** One machine is one build, and no edge is between: one answer is enough, and a wrong one is definite. It is the app's own host by its address. */
function insideSettings(settings: Settings, url: string): Settings {
  return {
    ...settings,
    identity: { ...settings.identity, answers: 1, propagationMs: 0 },
    hosts: [...settings.hosts, new URL(url).hostname],
  };
}
