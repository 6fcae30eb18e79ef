import { definePipeline, makeOne, same, thirdParty } from '../words.ts';
import type { one, two } from '../words.ts';
import type { Stage } from '../../../src/index.ts';

same<typeof thirdParty, Stage<'third.party', typeof one, typeof two>>(true);
definePipeline('p', [makeOne(), thirdParty]);
