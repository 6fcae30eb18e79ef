// expect: The types of 'release.built.at' are incompatible
import { artifact, json } from '../words.ts';

interface Shipped {
  readonly release: { readonly built: { readonly at: Date } };
}

artifact(
  'shipped',
  json<Shipped>(), // <- guilty
);
