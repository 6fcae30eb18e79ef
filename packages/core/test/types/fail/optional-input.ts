// expect: 'one' is possibly 'undefined'
import { one, optional, stage } from '../words.ts';

stage({
  name: 'trusts',
  needs: { one: optional(one) },
  run: ({ one }) => void one.name, // <- guilty
});
