import { artifact, definePipeline, stage } from '../words.ts';
import { z } from 'zod';

const shape = z.object({ ref: z.string(), layers: z.number() });
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
