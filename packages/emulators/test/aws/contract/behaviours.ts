// Everything that a backend is held to.

import type { Behaviour } from './behaviour.ts';
import { create } from './create.ts';
import { deletion } from './delete.ts';
import { labels } from './labels.ts';
import { lists, tags } from './list.ts';
import { others } from './others.ts';
import { read } from './read.ts';
import { s3Lists } from './s3-lists.ts';
import { s3 } from './s3.ts';
import { write } from './write.ts';

export const behaviours: readonly Behaviour[] = [
  ...create,
  ...read,
  ...write,
  ...labels,
  ...deletion,
  ...lists,
  ...tags,
  ...others,
  ...s3,
  ...s3Lists,
];
