/** The compile-time check that no two stages of a list have one name. Each name is looked up once; only a name that occurs twice costs more. */
import type { Parallel } from './parallel.ts';

/** The names of an element. A name that is not a single literal type is left out, and compared at run time. */
export type NamesOf<E> =
  E extends Parallel<infer M>
    ? NamesOf<M[number]>
    : E extends { readonly kind: 'stage'; readonly name: infer Name extends string }
      ? Exactly<Name, Name>
      : never;

type Exactly<Name extends string, All> =
  Empty extends Readonly<Record<Name, 0>>
    ? never
    : Name extends Name
      ? [All] extends [Name]
        ? Name
        : never
      : never;

/** An object type without members: what stands before the first element. */
// oxlint-disable-next-line typescript/no-empty-object-type -- an empty type is meant
export type Empty = {};

/** The names that occur at more than one place of a list. Nearly always none, so the check costs one pass. */
export type SharedNames<S extends readonly unknown[]> = Repeated<{
  readonly [K in keyof S as K extends `${number}` ? NamesOf<S[K]> : never]: K;
}>;

type Repeated<Places> = {
  readonly [Name in keyof Places]: IsOne<Places[Name], Places[Name]> extends true ? never : Name;
}[keyof Places];

type IsOne<K, All> = K extends K ? ([All] extends [K] ? true : false) : never;

/** A sentence when the element at place `K` has a name that an earlier one has; else the sentence that was found before. */
export type UniqueName<S extends readonly unknown[], K, Shared, Found> = [
  Extract<NamesOf<S[K & keyof S]>, Shared>,
] extends [never]
  ? Found
  : IsFirst<S, K, Extract<NamesOf<S[K & keyof S]>, Shared>> extends true
    ? Found
    : `two stages are named '${Extract<NamesOf<S[K & keyof S]>, Shared> & string}'`;

/** True when no element before place `K` has one of the names. */
type IsFirst<
  S extends readonly unknown[],
  K,
  Names,
  At extends readonly unknown[] = [],
> = `${At['length']}` extends K
  ? true
  : [Extract<NamesOf<S[At['length']]>, Names>] extends [never]
    ? At['length'] extends S['length']
      ? true
      : IsFirst<S, K, Names, [...At, unknown]>
    : false;
