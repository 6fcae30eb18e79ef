import { makeOne, parallel, same, useOne } from '../words.ts';
import type { one } from '../words.ts';
import type { Stage } from '../../../src/index.ts';

const group = parallel(makeOne(), useOne());

same<
  typeof group.members,
  readonly [Stage<'make.one', never, typeof one>, Stage<'use.one', typeof one, never>]
>(true);
