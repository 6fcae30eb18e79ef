// expect: Type 'undefined' is not assignable to type 'Awaitable<{ readonly one: { readonly name: string; }; }>'
import { one, stage } from '../words.ts';

stage({
  name: 'returns-nothing',
  provides: { one },
  run: () => undefined, // <- guilty
});
