// expect: Property 'undo' is optional in type
import { change, stage } from '../words.ts';

declare const perhaps: { readonly undo?: () => undefined };

// guilty below
stage({
  ...perhaps,
  name: 'perhaps',
  run: async (_inputs, ctx) => {
    await ctx.effect('x', change);
  },
});
