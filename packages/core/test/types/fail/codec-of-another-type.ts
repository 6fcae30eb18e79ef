// expect: Type 'Artifact<"port", string>' is not assignable to type 'Artifact<"port", number>'
import { artifact, json } from '../words.ts';
import type { Artifact } from '../../../src/index.ts';

export const port: Artifact<'port', number> = artifact('port', json<string>()); // <- guilty
