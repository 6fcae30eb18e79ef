// expect: Type 'string' is not assignable to type 'Need'
import { stage } from '../words.ts';

stage({
  name: 'names-it',
  needs: { one: 'one' }, // <- guilty
  run: () => undefined,
});
