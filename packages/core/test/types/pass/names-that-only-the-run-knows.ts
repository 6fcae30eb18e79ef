import { copyTo, definePipeline, makeOne, stage } from '../words.ts';

declare const region: string;
declare const side: 'left' | 'right';
const look = (name: string) => stage({ name, run: () => undefined });

definePipeline('p', [look('a'), look('b'), makeOne(), copyTo(region), copyTo(region), copyTo('x')]);
definePipeline('p', [
  stage({ name: side, run: () => undefined }),
  stage({ name: 'left', run: () => undefined }),
]);
