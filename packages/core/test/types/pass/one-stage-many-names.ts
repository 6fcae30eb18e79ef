import { copyTo, definePipeline, makeOne } from '../words.ts';

definePipeline('p', [makeOne(), copyTo('a'), copyTo('b'), copyTo('c')]);
