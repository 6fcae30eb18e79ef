/** The stage that proves the checks: for each fault of a twin, at least one check must fail. */
import { optional, stage, text } from '@paintbox/deploy-core';
import { publishedKeys } from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage, StageContext } from '@paintbox/deploy-core';
import { CHECK_IDS } from '../suite/check-ids.ts';
import { createHttp } from '../http/http.ts';
import { atOwnOrigin } from '../suite/own-origin.ts';
import { resolveOptions } from '../suite/resolve-options.ts';
import type { SuiteOptions } from '../suite/suite-options.ts';
import { chosenFaults } from './catalog.ts';
import { makeAuthority } from './certificates.ts';
import { faultsSurvived, proveBroken, proveNothing } from './errors.ts';
import { killMatrix } from './kill-matrix.ts';
import type { Kill } from './kills.ts';
import { original } from './original.ts';
import { lookAround } from './scene.ts';
import { trusting } from './trust.ts';
import { tryFaults, withControl } from './try-faults.ts';
import type { Control, Proving } from './try-faults.ts';

/** How the twin is checked: as the suite checks the app, without the platform and the config's own checks. */
export type ProveOptions = Omit<SuiteOptions, 'fleet' | 'checks'>;

const PARAMS = {
  only: text('NAMES', 'try only these faults, separated by commas'),
};

type ProveContext = StageContext<typeof PARAMS>;

/**
 * Runs the suite against twins of the live app on loopback, each broken in one respect, and shows which check fired. A fault that none notices fails with
 * `CHECKS_FAULT_SURVIVED`. The app itself is asked a handful of addresses once, and nothing is changed.
 *
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function prove(
  options: ProveOptions = {},
): Stage<'checks.prove', OptionalNeed<typeof publishedKeys>, never> {
  const settings = resolveOptions(
    {
      ...options,
      // The twin is on this machine, so short time limits are enough.
      requestTimeoutMs: options.requestTimeoutMs ?? 2_000,
      identity: { propagationMs: 300, ...options.identity },
      compare: { samples: 40, ...options.compare },
    },
    { retryMs: 0 },
  );
  return stage({
    name: 'checks.prove',
    describe: 'prove that each check notices what it is there for',
    needs: { keys: optional(publishedKeys) },
    params: PARAMS,
    async run({ keys }, ctx) {
      const faults = chosenFaults(ctx.params.only);
      if (ctx.dryRun) return;
      const http = createHttp({ signal: ctx.signal, timeoutMs: 10_000 });
      const asked = { url: ctx.run.url, expectedBuild: undefined, publishedKeys: undefined };
      const { url } = await atOwnOrigin(asked, ctx, settings);
      const live = original(http, url, settings.identity.machineHeader.toLowerCase());
      const { scene, build, machine, servedKeys } = await lookAround(live, settings);
      const [trusted, unknown] = await Promise.all([makeAuthority('Twin'), makeAuthority('Stranger')]);
      const proving: Proving = {
        ctx,
        settings,
        world: { original: live, scene, trusted, unknown },
        wanted: {
          expectedBuild: build,
          publishedKeys: keys ?? servedKeys,
          machines: machine === undefined ? undefined : [machine],
        },
      };
      await trusting(trusted.root, () =>
        withControl(proving, async (control) => {
          const broken = control.report.checks.filter((check) => check.critical && check.verdict === 'fail');
          if (broken.length > 0) throw proveBroken(ctx.run.url, broken);
          conclude(ctx, control, await tryFaults(proving, control, faults), ctx.params.only === undefined);
        }),
      );
    },
  });
}

function conclude(ctx: ProveContext, { verdicts }: Control, kills: readonly Kill[], all: boolean): void {
  for (const kill of kills) logKill(ctx, kill);
  const fired = new Set(kills.flatMap((kill) => kill.fired.map(({ id }) => id)));
  const silent = CHECK_IDS.filter((id) => !fired.has(id)).map(
    (id) => `${id} (${verdicts.get(id) ?? 'skip'})`,
  );
  ctx.output({ title: 'Kill matrix', text: killMatrix(ctx.run.url, kills, all ? silent : []) });
  const survivors = kills.filter((kill) => kill.notTried === undefined && kill.fired.length === 0);
  // Nothing tried proves nothing.
  if (all && kills.every(({ notTried }) => notTried !== undefined))
    throw proveNothing(ctx.run.url, kills.length);
  if (survivors.length > 0) throw faultsSurvived(survivors.map(({ fault }) => fault));
}

function logKill(ctx: ProveContext, { fault, fired, notTried }: Kill): void {
  const names = fired.map(({ id, verdict }) => `${id} (${verdict})`).join(', ');
  const caught = fired.length === 0 ? 'no check noticed it' : `caught by ${names}`;
  ctx.check({
    id: `prove.${fault.name}`,
    target: ctx.run.url,
    verdict: notTried !== undefined ? 'skip' : fired.length === 0 ? 'fail' : 'pass',
    critical: true,
    message: `${fault.describe}: ${notTried === undefined ? caught : `not tried, because ${notTried}`}`,
    evidence: { meantFor: fault.meantFor, fired },
  });
}
