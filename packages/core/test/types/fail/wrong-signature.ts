// expect: Type '"make.two"' is not assignable to type '"make.one"'
import { makeTwo } from '../words.ts';
import type { one } from '../words.ts';
import type { Stage } from '../../../src/index.ts';

export function release(): Stage<'make.one', never, typeof one> {
  return makeTwo(); // <- guilty
}
