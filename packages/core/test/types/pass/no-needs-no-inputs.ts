import { same, stage } from '../words.ts';

stage({
  name: 'exact',
  run(inputs) {
    same<keyof typeof inputs, never>(true);
  },
});
