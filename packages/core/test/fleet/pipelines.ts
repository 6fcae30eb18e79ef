/** Pipelines and members for tests of fleets. */
import { artifact, definePipeline, json, stage, text } from '../../src/index.ts';
import type { Member } from '../../src/fleet.ts';

const image = artifact('image', json<{ readonly digest: string }>());
const given = stage({
  name: 'app.image',
  provides: { image },
  params: { image: text('REF', 'release this image') },
  run: () => ({ image: { digest: 'sha256:1' } }),
});

/** Releases an image to one member. */
export const deploy = definePipeline('deploy', [given]);
/** Knows no image. */
export const look = definePipeline('look', [stage({ name: 'app.look', run: () => undefined })]);

/** Members `shop-001`, `shop-002`, …, by the labels of each. */
export function shops(
  count: number,
  labels: (index: number) => Member['labels'] = () => ({}),
): readonly Member[] {
  return Array.from({ length: count }, (_, index) => ({
    app: `shop-${String(index + 1).padStart(3, '0')}`,
    labels: labels(index),
  }));
}
