// expect: pipeline 'look' takes no image: none of its stages provides 'image', from '--image'
import { artifact, definePipeline, json, stage, text } from '../words.ts';
import { defineFleet, wave } from '../../../src/fleet.ts';

const image = artifact('image', json<{ readonly digest: string }>());
const build = stage({
  name: 'app.build',
  provides: { image },
  params: { image: text('REF', 'release this image') },
  run: () => ({ image: { digest: 'sha256:1' } }),
});
const deploy = definePipeline('deploy', [build]);
const look = definePipeline('look', [stage({ name: 'app.look', run: () => undefined })]);

defineFleet('shops', {
  members: [],
  pipeline: look, // <- guilty
  waves: [wave('all')],
});
export { look, deploy };
