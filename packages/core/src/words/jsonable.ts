/**
 * The compile-time check of `json<T>()`. `Jsonable<T>` is `T` with a sentence in place of each member that JSON does not keep, so that the
 * compiler names the path of the member and shows the sentence. `json-loss.ts` does the same for values at run time.
 */

/**
 * What `T` must be assignable to so that JSON keeps it. A member that may be left out (`note?: string`) is fine, one that may be undefined is not.
 * `unknown` and `any` are checked only at run time. Constrain a type parameter by `T extends Jsonable<T>`; where a type parameter is only a
 * member, write the artifact's type down and use `json<never>()`.
 *
 * @example
 * function latest<const Id extends string, T extends Jsonable<T>>(id: Id): Artifact<Id, T> {
 *   return artifact(id, json<T>());
 * }
 */
export type Jsonable<T> = [NotJson<T>] extends [infer L]
  ? [L] extends [never]
    ? // Text with a brand, and what has no members that could be looked at, such as unknown.
      [T] extends [string | number | boolean | null]
      ? unknown
      : [keyof T] extends [never]
        ? unknown
        : { readonly [K in keyof T]: Member<T, K> }
    : 'any' extends L
      ? unknown
      : L
  : never;

type Member<T, K extends keyof T> = K extends symbol
  ? 'JSON leaves out members whose name is a symbol: use a text as the name'
  : unknown extends T[K]
    ? unknown
    : undefined extends T[K]
      ? MayBeLeftOut<T, K> extends true
        ? Jsonable<Exclude<T[K], undefined>> | undefined
        : 'JSON has no undefined: use null, or in an object a member with a question mark'
      : Jsonable<T[K]>;

/** True for `a?: …` and for the members of a record, never for those of a list. */
type MayBeLeftOut<T, K extends keyof T> = T extends readonly unknown[]
  ? false
  : Memberless extends Pick<T, K>
    ? true
    : false;

// oxlint-disable-next-line typescript/no-empty-object-type -- the one type that is assignable where no member is required
type Memberless = {};

/** A sentence for a type that JSON cannot hold; `never` for plain objects, arrays and JSON's own types. */
type NotJson<T> = T extends never
  ? // Nothing but any is a never and something else as well.
    'any'
  : T extends string | number | boolean | null
    ? never
    : T extends undefined | void
      ? 'JSON has no undefined: use null'
      : T extends bigint
        ? 'JSON has no bigint: use a string'
        : T extends symbol
          ? 'JSON has no symbols: use a string'
          : T extends (...args: never) => unknown
            ? 'JSON leaves out functions: keep only data'
            : LossOfObject<T>;

type LossOfObject<T> = T extends Date
  ? "JSON turns a Date into text: use a string such as '2026-01-31T12:00:00Z'"
  : T extends { readonly href: string; toJSON(): string }
    ? 'JSON turns a URL into text: use its href'
    : T extends ReadonlyMap<unknown, unknown>
      ? 'JSON turns a Map into {}: use an object, or a list of pairs'
      : T extends ReadonlySet<unknown>
        ? 'JSON turns a Set into {}: use an array'
        : T extends { reveal(): unknown }
          ? 'a secret must not go through the journal: use what names it'
          : T extends Promise<unknown>
            ? 'JSON turns a Promise into {}: await it first'
            : T extends RegExp
              ? 'JSON turns a RegExp into {}: use its source'
              : T extends ArrayBufferView
                ? 'JSON keeps no bytes: use a string, such as base64'
                : T extends { toJSON(...args: never): unknown }
                  ? 'JSON keeps what its toJSON() returns: use that type'
                  : never;
