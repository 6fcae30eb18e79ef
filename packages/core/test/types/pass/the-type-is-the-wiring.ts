import { one, optional, same, stage, two } from '../words.ts';
import type { OptionalNeed, Stage } from '../../../src/index.ts';

const made = stage({
  name: 'made',
  needs: { a: one, b: optional(two) },
  provides: { c: two },
  run: () => ({ c: 1 }),
});
const bare = stage({ name: 'bare', run: () => undefined });

same<typeof made, Stage<'made', typeof one | OptionalNeed<typeof two>, typeof two>>(true);
same<typeof bare, Stage<'bare', never, never>>(true);
