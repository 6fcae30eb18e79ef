// expect: Property 'one' is missing in type '{}' but required in type '{ readonly one: { readonly name: string; }; }'
import { change, one, stage } from '../words.ts';

stage({
  name: 'forgets',
  provides: { one },
  // guilty below
  async run(_inputs, ctx) {
    await ctx.effect('x', change);
    return {};
  },
  undo: (outputs) => void outputs,
});
