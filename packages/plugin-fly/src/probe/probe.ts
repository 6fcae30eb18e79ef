/** Tries each assumption about the platform on a throw-away app, and says which hold. A person runs it once, with a token of that app. */
import { stage, text } from '@paintbox/deploy-core';
import type { EffectContext, Stage } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import { probeRefused } from '../errors.ts';
import { journaled } from '../changes/act.ts';
import { destroy } from '../changes/machine-changes.ts';
import { readMachines } from '../fleet/read-fleet.ts';
import { OURS } from '../machines/release-metadata.ts';
import { tableAt } from '../config/live-config.ts';
import type { Assumption, Finding, ProbeApp } from './assumption.ts';
import { aboutMachines } from './assumptions/machines.ts';
import { aboutPlatform } from './assumptions/platform.ts';
import { aboutTraffic } from './assumptions/traffic.ts';
import { openProbe } from './open-probe.ts';
import { PROBE_IMAGE } from './probe-machine.ts';

const ASSUMPTIONS: readonly Assumption[] = [...aboutPlatform, ...aboutTraffic, ...aboutMachines];

/**
 * The stage `fly.probe`. It refuses an app that has machines. What it made is removed in the end.
 *
 * @throws DeployError `FLY_PROBE_REFUSED`
 */
export function probe(): Stage<'fly.probe', never, never> {
  return stage({
    name: 'fly.probe',
    describe: 'try on a throw-away app what we assume about the platform',
    irreversible: 'the machines of the probe are removed when it ends',
    params: {
      url: text('URL', 'where the throw-away app answers; default https://APP.fly.dev', {
        env: 'PAINTBOX_APP_URL',
      }),
      probeImage: text('REF', `an image with node that its machines run; default ${PROBE_IMAGE}`),
    },
    timeoutMs: 60 * 60_000,

    plan: (_inputs, { run }) => [
      { effect: 'create', describe: `make machines in ${run.app} to try things on` },
      { effect: 'destroy', describe: `remove the machines of the probe from ${run.app}` },
    ],

    async run(_inputs, ctx) {
      const { app } = ctx.run;
      const there = (await readMachines(ctx)).filter(({ mark }) => mark?.run !== ctx.run.id);
      if (there.length > 0)
        throw probeRefused(
          app,
          there.map(({ id }) => id),
        );
      const url = ctx.params.url ?? `https://${app}.fly.dev`;
      try {
        const world = await openProbe(ctx, { url, image: ctx.params.probeImage ?? PROBE_IMAGE });
        for (const assumption of ASSUMPTIONS) say(ctx, assumption, await ask(world, assumption));
      } finally {
        await removeAll(ctx);
      }
    },
  });
}

/** An assumption that cannot be tried is no reason not to try the others. */
async function ask(app: ProbeApp, assumption: Assumption): Promise<Finding> {
  app.ctx.progress(`trying: ${assumption.assumes}`);
  try {
    return await assumption.ask(app);
  } catch (error) {
    app.ctx.signal.throwIfAborted();
    const failure = failureOf(error)?.error;
    if (failure === undefined) throw error;
    return { holds: null, seen: failure.message };
  }
}

function say(ctx: EffectContext, { id, assumes, otherwise }: Assumption, { holds, seen }: Finding): void {
  const word = holds === null ? 'could not be asked' : holds ? 'holds' : 'does not hold';
  ctx.log.info(`${word}: ${assumes} (${seen})${holds === false ? `; ${otherwise}` : ''}`);
  ctx.check({
    id: `probe.${id}`,
    target: ctx.run.app,
    verdict: holds === null ? 'skip' : holds ? 'pass' : 'warn',
    critical: false,
    message: `${word}: ${assumes}`,
    evidence: { seen },
    hint: otherwise,
  });
}

async function removeAll(ctx: EffectContext): Promise<void> {
  const { machines } = machinesApi(ctx);
  for (const { id, config } of await machines.list()) {
    if (tableAt(config ?? {}, 'metadata')[OURS.run] !== ctx.run.id) continue;
    await journaled(ctx)(
      'destroy',
      destroy(id, 'the probe has ended', () => undefined),
    );
  }
}
