import { artifact, definePipeline, stage } from '../words.ts';
import * as v from 'valibot';

const shape = v.object({ ref: v.string(), layers: v.number() });
const image = artifact('image', shape);
const build = stage({ name: 'build', provides: { image }, run: () => ({ image: { ref: 'a', layers: 3 } }) });
const ship = stage({
  name: 'ship',
  needs: { image },
  run: ({ image: { ref, layers } }) => {
    const exact: [string, number] = [ref.toUpperCase(), layers + 1];
    void exact;
  },
});

definePipeline('p', [build, ship]);
