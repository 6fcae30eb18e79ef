/**
 * A fleet: one app for each customer, one image, waves, and evidence between them. `npx -y pnpm@12 fleet:local` runs it on twelve emulated apps.
 * A team's own lists its apps, and names a PostgreSQL server where several machines work.
 */
import { defineConfig, definePipeline, parallel } from '@paintbox/deploy-core';
import { defineFleet, wave } from '@paintbox/deploy-core/fleet';
import type { Member } from '@paintbox/deploy-core/fleet';
import { checkKeys, ensureKeys, identity, secretVersions } from '@paintbox/deploy-plugin-aws';
import { baseline, inside, judgeWave, memberOf, suite } from '@paintbox/deploy-plugin-checks';
import type { SuiteOptions } from '@paintbox/deploy-plugin-checks';
import * as fly from '@paintbox/deploy-plugin-fly';
import { crew, postgres } from '@paintbox/deploy-plugin-postgres';

const app = fly.app({ config: 'fly.fleet.toml', spreadMs: { local: 300 } });

const looks: SuiteOptions = {
  fleet: fly.fleetObserver(),
  identity: { propagationMs: { local: 1_000 } },
};
const proof = suite(looks);
const proofInside = inside({ ...looks, door: fly.insideDoor() });

const deploy = definePipeline(
  'deploy',
  [
    parallel(app.preflight(), identity()),
    parallel(app.wayBack(), secretVersions()),
    ensureKeys(),
    app.build(), // given by the fleet, so that nothing is built twice
    baseline(),
    app.boot(),
    proofInside,
    app.switch(),
    app.update(),
    proof,
    app.markStable(),
    app.retire(),
  ],
  { describe: 'release one member, or put its last release back' },
);

const build = definePipeline('build', [app.preflight(), app.build()], {
  describe: 'build the image that all members get',
});

const rollback = definePipeline(
  'rollback',
  [
    parallel(app.preflight({ fleet: 'any' }), identity()),
    app.chooseStable(),
    app.confirmRollback(),
    app.bringBack(),
    proofInside,
    app.rehearse(),
    app.restore(),
    checkKeys(),
    proof,
    app.markStable(),
    app.retire(),
  ],
  { describe: 'put the last proven release of one member back' },
);

const validate = definePipeline('validate', [proof], {
  describe: 'ask one member everything a deploy would ask',
});

export default defineConfig({
  app: 'paintbox',
  environments: {
    local: { url: 'https://localhost', note: 'emulators of AWS and Fly.io: test doubles, not the services' },
  },
  pipelines: [deploy, build, rollback, validate],
  // Without a server it runs inside the process.
  crew: crew(postgres()),
  fleets: [
    defineFleet('shops', {
      members: async ({ env }) => JSON.parse(env['FLEET_MEMBERS'] ?? '[]') as readonly Member[],
      build,
      pipeline: deploy,
      waves: [wave('canaries', { count: 2, spread: ['tier'] }), wave('third', { share: 0.34 }), wave('rest')],
      atOnce: 3,
      judge: judgeWave,
      evidence: memberOf,
      running: fly.runningImages(),
    }),
  ],
});
