import { definePipeline, makeOne, one, optional, stage } from '../words.ts';

const mayUse = stage({
  name: 'may.one',
  needs: { one: optional(one) },
  run({ one }) {
    const name: string | undefined = one?.name;
    void name;
  },
});

definePipeline('unmet', [mayUse]);
definePipeline('met', [makeOne(), mayUse]);
definePipeline('later', [mayUse, makeOne()]);
