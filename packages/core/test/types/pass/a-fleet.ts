import { artifact, definePipeline, json, stage, text } from '../words.ts';
import { defineFleet, wave } from '../../../src/fleet.ts';

const image = artifact('image', json<{ readonly digest: string }>());
const build = stage({
  name: 'app.build',
  provides: { image },
  params: { image: text('REF', 'release this image') },
  run: () => ({ image: { digest: 'sha256:1' } }),
});
const ship = stage({ name: 'app.ship', needs: { image }, run: () => undefined });

const deploy = definePipeline('deploy', [build, ship]);
const onlyBuild = definePipeline('build', [build]);

defineFleet('shops', {
  members: async ({ env }) => [{ app: env['APP'] ?? 'shop-1', labels: { region: 'fra' } }],
  build: onlyBuild,
  pipeline: deploy,
  waves: [
    wave('ours', { where: { tier: 'internal', region: ['fra', 'ams'] }, gate: 'approve' }),
    wave('canaries', { count: 5, spread: ['region'], bake: '30m', tolerate: 1 }),
    wave('tenth', { share: 0.1, strict: true }),
    wave('rest', { tolerate: '2.5%' }),
  ],
  atOnce: 20,
  startEvery: '2s',
  takeBack: 'all',
  skip: [{ app: 'shop-zoo', until: '2026-12-02', because: 'board demo' }],
});
defineFleet('one-wave', {
  members: [],
  pipeline: deploy,
  waves: [wave('all', { bake: '1h', gate: 'approve' })],
});
