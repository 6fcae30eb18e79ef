import { artifact, json, same } from '../words.ts';
import type { CheckReport } from '../../../src/release.ts';
import type { Jsonable, ValueOf } from '../../../src/run.ts';

interface Tree {
  readonly name: string;
  readonly note?: string;
  readonly size?: number | undefined;
  readonly children: readonly Tree[];
}
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Shape = { readonly kind: 'dot' } | { readonly kind: 'line'; readonly to: readonly [number, number] };

const tree = artifact('tree', json<Tree>());
same<ValueOf<typeof tree>, Tree>(true);
artifact('any-json', json<Json>());
artifact('shape', json<Shape | null>());
artifact('branded', json<string & { readonly brand: 'id' }>());
artifact('report', json<CheckReport>());
artifact('sparse', json<Readonly<Record<string, string | undefined>>>());
// Looked at when there is a value.
artifact('unknown', json<{ readonly evidence: unknown }>());
artifact('unknown', json<unknown>());
// oxlint-disable-next-line typescript/no-explicit-any -- what people have who do not know the type
artifact('any', json<any>());

export function latest<T extends Jsonable<T>>(id: string): unknown {
  return artifact(id, json<T>());
}
