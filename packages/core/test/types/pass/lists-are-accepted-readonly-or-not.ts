import { artifact, json, stage } from '../words.ts';

const names = artifact('names', json<readonly string[]>());
const mutable = artifact('mutable', json<string[]>());
const pair = artifact('pair', json<readonly [string, number]>());
const known: readonly string[] = ['a'];

stage({
  name: 'literal',
  provides: { names, mutable, pair },
  run: () => ({ names: ['a', 'b'], mutable: ['a'], pair: ['a', 1] }),
});
stage({
  name: 'made',
  provides: { names, mutable },
  run: async () => ({ names: known, mutable: known.map((name) => name) }),
  undo: () => ({ names: known, mutable: known }),
});
