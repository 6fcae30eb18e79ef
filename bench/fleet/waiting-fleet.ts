/** A fleet whose members only wait: what workers and their coordinator add is all that is left. `node waiting-fleet.ts ROLE OPTIONS` is a process of it. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { artifact, definePipeline, json, stage, text } from '@paintbox/deploy-core';
import type { Clock, StateStore } from '@paintbox/deploy-core';
import {
  adoptFleet,
  defineFleet,
  handOutEnd,
  membersWorld,
  planFleet,
  runHandOut,
  startFleet,
  wave,
  workFleet,
} from '@paintbox/deploy-core/fleet';
import type { FleetPorts } from '@paintbox/deploy-core/fleet';
import { fileStore } from '@paintbox/deploy-core/run';
import { crew, postgres } from '@paintbox/deploy-plugin-postgres';

/** What a process of the fleet is told. */
export interface WaitingOptions {
  readonly url: string;
  readonly folder: string;
  readonly runId: string;
  readonly members: number;
  readonly atOnce: number;
  readonly waitMs: number;
}

const [role = '', given = '{}'] = process.argv.slice(2);
const { url, folder, runId, members, atOnce, waitMs } = JSON.parse(given) as WaitingOptions;
const image = artifact('image', json<{ readonly digest: string }>());
const params = { image: text('REF', 'release this image') };
const wait = stage({
  name: 'app.wait',
  provides: { image },
  params,
  async run(_inputs, ctx) {
    await ctx.clock.sleep(waitMs, ctx.signal);
    return { image: { digest: ctx.params.image ?? '' } };
  },
});
const pipeline = definePipeline('deploy', [wait]);
const fleet = defineFleet('waiting', {
  members: Array.from({ length: members }, (_, index) => ({ app: `app-${index}`, labels: {} })),
  pipeline,
  waves: [wave('all', { strict: false })],
  atOnce: members,
});
const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
const store = fileStore(join(folder, 'fleet'));
const stateOf = (app: string): StateStore => fileStore(join(folder, 'members', app));
const world = membersWorld({ stateOf, build: () => Promise.reject(new Error('the image was given')) });
const dispenser = crew(postgres({ url }))({ app: 'fleet-waiting', environment: 'production', env: {} });
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const ports: FleetPorts = { store, dispenser, world, clock, signal: new AbortController().signal };

if (role === 'work') {
  // Opens the queue: that is no part of what is measured.
  await dispenser.take();
  process.send?.('ready');
  await workFleet({
    ...ports,
    ending: stop.signal,
    atOnce,
    async run(handed, signal) {
      const environment = { name: 'production', app: handed.app, url: 'https://app.example' };
      const member = stateOf(handed.app);
      await runHandOut(
        {
          pipeline,
          pipelines: [pipeline],
          environment,
          store: member,
          params: { image: handed.image },
          signal,
        },
        handed,
      );
      if ((await handOutEnd(member, handed)) === undefined) throw new Error(`${handed.app} has no verdict`);
    },
    lead: (fleetRun) => adoptFleet(fleet, fleetRun, ports),
  });
  await dispenser.close();
} else {
  const planned = {
    environment: 'production',
    env: {},
    now: Date.now(),
    image: `app@sha256:${'1'.repeat(64)}`,
  };
  const run = await startFleet(fleet, await planFleet(fleet, planned), { runId }, ports);
  // As often as a worker looks that leads.
  while ((await run.advance()) !== undefined) await sleep(1_000);
  await run.close();
  await dispenser.close();
}
