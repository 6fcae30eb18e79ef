import { artifact, json, same } from '../words.ts';
import type { Artifact } from '../../../src/index.ts';
import type { ValueOf } from '../../../src/run.ts';

const size = artifact('size', json<number>());

same<typeof size, Artifact<'size', number>>(true);
same<ValueOf<typeof size>, number>(true);
