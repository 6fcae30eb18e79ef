// expect: JSON turns a Map into {}: use an object, or a list of pairs
import { artifact, json } from '../words.ts';

artifact(
  'ports',
  json<{ readonly ports: readonly { readonly names: ReadonlyMap<string, number> | string }[] }>(), // <- guilty
);
