// expect: Cannot assign to 'one' because it is a read-only property
import { one, stage } from '../words.ts';

stage({
  name: 'spoils',
  needs: { one },
  run(inputs) {
    inputs.one = { name: 'other' }; // <- guilty
  },
});
