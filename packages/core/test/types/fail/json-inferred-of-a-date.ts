// expect: JSON turns a Date into text
import type { Artifact } from '../../../src/index.ts';
import { artifact, json } from '../words.ts';

// guilty below
export const built: Artifact<'built', { readonly at: Date }> = artifact('built', json());
