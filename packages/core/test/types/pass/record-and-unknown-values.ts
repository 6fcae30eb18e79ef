import { artifact, json, stage } from '../words.ts';

const versions = artifact('versions', json<Readonly<Record<string, string>>>());
const foreign = artifact('foreign', json<unknown>());
const optionalPart = artifact('part', json<{ readonly name: string; readonly size?: number }>());

stage({
  name: 'records',
  provides: { versions, foreign, optionalPart },
  run: () => ({ versions: { app: '3' }, foreign: [1, { a: 'b' }], optionalPart: { name: 'x' } }),
});
