// expect: Type '{}' is not assignable to type 'Awaitable<{ readonly one: { readonly name: string; }; }>'
import { one, stage } from '../words.ts';

stage({
  name: 'forgets',
  provides: { one },
  run: () => ({}), // <- guilty
});
