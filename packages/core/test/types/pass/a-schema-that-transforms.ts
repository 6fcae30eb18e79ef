import { artifact, same, stage } from '../words.ts';
import type { ValueOf } from '../../../src/run.ts';
import type { StandardSchemaV1 } from '@standard-schema/spec';

declare const trimmed: StandardSchemaV1<string, { readonly text: string }>;
const note = artifact('note', trimmed);

same<ValueOf<typeof note>, { readonly text: string }>(true);
stage({ name: 'write', provides: { note }, run: () => ({ note: { text: 'x' } }) });
stage({
  name: 'read',
  needs: { note },
  run: (inputs) => same<typeof inputs.note, { readonly text: string }>(true),
});
