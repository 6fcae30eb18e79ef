// expect: Property 'nothing' does not exist on type '{ readonly name: string; }'
import { one, stage } from '../words.ts';

stage({
  name: 'plan-misreads',
  needs: { one },
  irreversible: 'test',
  run: () => undefined,
  plan: ({ one }) => [{ effect: 'x', describe: one.nothing }], // <- guilty
});
