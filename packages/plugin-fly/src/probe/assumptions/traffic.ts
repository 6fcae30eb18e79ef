/** How the proxy treats machines that are cordoned, and how soon it knows of a change. */
import { askMachine } from '../../outside/ask-machine.ts';
import { until, notAskable } from '../assumption.ts';
import type { Assumption, ProbeApp } from '../assumption.ts';

const HEADER = 'x-probe-machine';

/** Which machine the proxy lets answer, when one is asked for by its id; undefined when none does. */
async function answers(app: ProbeApp, id: string): Promise<string | undefined> {
  const asked = { ...app.ctx, run: { ...app.ctx.run, url: app.url } };
  const answer = await askMachine(asked, { id, path: '/' }, HEADER);
  return answer.outcome === 'answered' && answer.status < 500 ? (answer.build ?? '') : undefined;
}

/** The assumptions, in the order in which they are tried. */
export const aboutTraffic: readonly Assumption[] = [
  {
    id: 'force-instance',
    assumes: 'the proxy lets the machine answer that `fly-force-instance-id` names',
    otherwise: 'the switch cannot be seen from outside: its checks are then those of `checks.suite`',
    async ask(app) {
      const took = await until(app, 30_000, async () => (await answers(app, app.second)) === app.second);
      return took === undefined
        ? { holds: false, seen: 'it did not answer as itself within 30 s' }
        : { holds: true, seen: `it answered as itself after ${took} ms` };
    },
  },
  {
    id: 'cordoned-unreached',
    assumes: 'a cordoned machine gets no request, not even by its id',
    otherwise: 'whoever knows the id of a new machine can reach it before the switch; nothing depends on it',
    async ask(app) {
      const who = await answers(app, app.first);
      return who === app.first
        ? { holds: false, seen: 'it answered' }
        : { holds: true, seen: who === undefined ? 'no answer' : 'another machine answered' };
    },
  },
  {
    id: 'spread',
    assumes: 'ten seconds after a machine was let into traffic or taken out, the proxy knows',
    otherwise: 'give `app()` a longer `spreadMs`',
    async ask(app) {
      await app.api.machines.uncordon(app.first);
      const came = await until(app, 60_000, async () => (await answers(app, app.first)) === app.first);
      await app.api.machines.cordon(app.first);
      const went = await until(app, 60_000, async () => (await answers(app, app.first)) !== app.first);
      const seen = `let in: ${came ?? 'over 60,000'} ms, taken out: ${went ?? 'over 60,000'} ms`;
      return { holds: (came ?? Infinity) <= 10_000 && (went ?? Infinity) <= 10_000, seen };
    },
  },
  {
    id: 'cordon-kept',
    assumes: 'a machine stays cordoned over a stop and a start',
    otherwise: 'a way back that is started would get traffic before it is proven: set `keepWayBack: false`',
    async ask(app) {
      const { machines } = app.api;
      await machines.stop(app.first);
      await until(app, 60_000, async () => (await machines.get(app.first))?.state === 'stopped');
      await machines.start(app.first);
      await app.ready(app.first);
      const now = await machines.get(app.first);
      return { holds: now?.cordoned === true, seen: `cordoned is ${String(now?.cordoned)} after it` };
    },
  },
  {
    id: 'update-keeps-cordon',
    assumes: 'an update with `skip_service_registration` leaves a machine cordoned',
    otherwise: 'a machine that is changed in place while it is out of traffic would get traffic',
    async ask(app) {
      const { machines } = app.api;
      const before = await machines.get(app.first);
      if (before?.config == null) return { holds: null, seen: 'its config cannot be read' };
      const { config, instanceId } = before;
      await machines.update(app.first, {
        config,
        current_version: instanceId ?? '',
        skip_service_registration: true,
      });
      await app.ready(app.first);
      const now = await machines.get(app.first);
      return { holds: now?.cordoned === true, seen: `cordoned is ${String(now?.cordoned)} after it` };
    },
  },
  {
    id: 'idle-cordoned',
    assumes: 'the proxy neither stops nor starts a cordoned machine for lack of traffic',
    otherwise:
      'a new machine that is stopped is started again while it is proven; a way back may run and cost',
    ask: notAskable(
      'the proxy looks every few minutes only: watch a cordoned machine with autostop for ten minutes',
    ),
  },
];
