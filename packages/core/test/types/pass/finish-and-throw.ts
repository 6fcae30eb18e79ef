import { definePipeline, one, stage, useOne } from '../words.ts';

const look = stage({
  name: 'look',
  provides: { one },
  run(_inputs, ctx) {
    if (ctx.env['DONE'] !== undefined) ctx.finish('nothing to do');
    if (ctx.env['WRONG'] !== undefined) throw new Error('wrong');
    return { one: { name: 'x' } };
  },
});

definePipeline('p', [look, useOne()]);
