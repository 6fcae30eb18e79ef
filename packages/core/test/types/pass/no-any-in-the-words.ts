import { flag, isAny, one, stage, text, useOne, when } from '../words.ts';
import type { parallel } from '../words.ts';

const made = stage({
  name: 'typed',
  needs: { one },
  params: { fast: flag('fast'), to: text('TO', 'where') },
  run(inputs, ctx) {
    isAny<typeof inputs>(false);
    isAny<typeof inputs.one>(false);
    isAny<typeof ctx>(false);
    isAny<typeof ctx.params.fast>(false);
    isAny<typeof ctx.params.to>(false);
    isAny<typeof ctx.effect>(false);
    isAny<Awaited<ReturnType<typeof ctx.state.read>>>(false);
  },
  undo(outputs, inputs, ctx) {
    isAny<typeof outputs>(false);
    isAny<typeof inputs>(false);
    isAny<typeof ctx>(false);
  },
});
isAny<typeof made>(false);
isAny<(typeof made)['needs'][number]>(false);
isAny<ReturnType<typeof parallel<[typeof made]>>['members'][0]>(false);
const skippable = when(true, useOne());
isAny<typeof skippable>(false);
