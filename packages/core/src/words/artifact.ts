/**
 * An artifact is a typed token that names a value: one stage provides it, later stages need it.
 * Its codec is any Standard Schema; it checks the value when a stage returns it and again when it comes back from a journal.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Jsonable } from './jsonable.ts';

/** Any Standard Schema (zod, valibot, arktype, …) whose output is `T`, or {@link json}. */
export type Codec<T> = StandardSchemaV1<unknown, T>;

/** A token for a value of type `T`, known in journals and messages by its id. */
export interface Artifact<Id extends string, T> {
  readonly kind: 'artifact';
  readonly id: Id;
  readonly codec: Codec<T>;
}

/** Any artifact. */
export type AnyArtifact = Artifact<string, unknown>;

/** A need that may be missing: the stage then gets `undefined`. */
export interface OptionalNeed<A extends AnyArtifact> {
  readonly kind: 'optional';
  readonly artifact: A;
}

/** What a stage may list under `needs`. */
export type Need = AnyArtifact | OptionalNeed<AnyArtifact>;

/** The value type of an artifact. */
export type ValueOf<A> = A extends Artifact<string, infer T> ? T : never;

/**
 * Names a value that one stage provides and later stages need.
 *
 * @example
 * const image: Artifact<'image', { ref: string }> = artifact('image', json<{ ref: string }>());
 */
export function artifact<const Id extends string, T>(id: Id, codec: Codec<T>): Artifact<Id, T> {
  return { kind: 'artifact', id, codec };
}

/**
 * Marks a need as optional.
 *
 * @example
 * const shout = stage({
 *   name: 'demo.shout',
 *   needs: { greeting: optional(greeting) },
 *   run: ({ greeting }, ctx) => ctx.log.info(greeting?.toUpperCase() ?? 'nobody greeted'),
 * });
 */
export function optional<A extends AnyArtifact>(need: A): OptionalNeed<A> {
  return { kind: 'optional', artifact: need };
}

/**
 * A codec that checks only that the value is JSON, and trusts its type. Use a real schema for values that outlive a release.
 * A type that JSON does not keep is a compile error with the path of the member and what to use instead.
 *
 * @example
 * ```ts
 * const ports = artifact('ports', json<readonly number[]>());
 *
 * // @ts-expect-error -- JSON turns a Date into text: use a string such as '2026-01-31T12:00:00Z'
 * const built = artifact('built', json<{ readonly at: Date }>());
 * ```
 */
export function json<T extends Jsonable<T>>(): Codec<T> {
  return {
    '~standard': {
      version: 1,
      vendor: 'paintbox',
      validate: (value) =>
        value === undefined
          ? { issues: [{ message: 'expected a JSON value, got undefined' }] }
          : { value: value as T },
    },
  };
}

/** The artifact behind a need, optional or not. */
export function artifactOf(need: Need): AnyArtifact {
  return need.kind === 'optional' ? need.artifact : need;
}
