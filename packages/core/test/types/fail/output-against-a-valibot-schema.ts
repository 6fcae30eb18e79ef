// expect: Type 'string' is not assignable to type 'number'
import { artifact, stage } from '../words.ts';
import * as v from 'valibot';

const image = artifact('image', v.object({ layers: v.number() }));

stage({
  name: 'wrong',
  provides: { image },
  run: () => ({ image: { layers: 'three' } }), // <- guilty
});
