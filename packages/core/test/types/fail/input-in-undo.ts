// expect: Property 'nothing' does not exist on type '{ readonly name: string; }'
import { one, stage } from '../words.ts';

stage({
  name: 'undo-misreads',
  needs: { one },
  run: () => undefined,
  undo: (_outputs, { one }) => void one.nothing, // <- guilty
});
