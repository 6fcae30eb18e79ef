import { artifact, same } from '../words.ts';
import type { ValueOf } from '../../../src/run.ts';
import type { StandardSchemaV1 } from '@standard-schema/spec';

declare const anything: StandardSchemaV1;
const loose = artifact('loose', anything);

same<ValueOf<typeof loose>, unknown>(true);
