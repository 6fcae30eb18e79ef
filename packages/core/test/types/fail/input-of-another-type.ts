// expect: Type 'string' is not assignable to type 'number'
import { one, stage } from '../words.ts';

stage({
  name: 'misreads',
  needs: { one },
  run(inputs) {
    const size: number = inputs.one.name; // <- guilty
    void size;
  },
});
