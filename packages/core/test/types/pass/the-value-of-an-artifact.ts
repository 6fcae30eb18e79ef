import { artifact, json, same } from '../words.ts';
import type { Artifact, ValueOf } from '../../../src/index.ts';

const size = artifact('size', json<number>());

same<typeof size, Artifact<'size', number>>(true);
same<ValueOf<typeof size>, number>(true);
