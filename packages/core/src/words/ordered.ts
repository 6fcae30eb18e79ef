/**
 * The compile-time wiring check. `Ordered<S>` maps each element of the list to itself, or to a sentence that says why it cannot be there,
 * so that the compiler points at the wrong element and shows the sentence. `wiring.ts` says the same sentences at run time.
 */
import type { AnyArtifact, Artifact, Need, OptionalNeed } from './artifact.ts';
import type { DynamicList } from './dynamic.ts';
import type { Empty, UniqueName, NamesOf, SharedNames } from './ordered-names.ts';
import type { Parallel, ProvidedBy } from './parallel.ts';
import type { AnyStage, Stage } from './stage.ts';

/** The list itself when its wiring is right; sentences in place of the wrong elements. A list built by code is checked at run time. */
export type Ordered<S extends readonly unknown[]> = number extends S['length']
  ? S extends DynamicList
    ? S
    : readonly 'a pipeline needs a list of fixed length: write the stages as a literal list, or give dynamic(list), which is checked when it runs'[]
  : ListOrFaults<S, Before<S>, SharedNames<S>>;

type ListOrFaults<S extends readonly unknown[], B extends readonly unknown[], Shared> = {
  [K in keyof S]: K extends keyof B
    ? [Shared] extends [never]
      ? ElementOrFault<S[K], B[K], S>
      : UniqueName<S, K, Shared, ElementOrFault<S[K], B[K], S>>
    : S[K];
};

/** For each element, the artifacts provided before it. Tail-recursive, so that 1,000 stages still compile. */
type Before<S extends readonly unknown[], Have = Empty, Out extends unknown[] = []> = S extends readonly [
  infer Head,
  ...infer Rest,
]
  ? Before<Rest, With<Have, ProvidedBy<Head>>, [...Out, Have]>
  : Out;

/** Artifacts by id, as an intersection: a lookup is fast for the compiler, while a union would be searched member by member. */
type With<Have, P extends AnyArtifact> = [P] extends [never]
  ? Have
  : Have & { readonly [A in P as A['id']]: A };

type ElementOrFault<E, Have, All> =
  E extends Parallel<infer M> ? GroupOrFault<E, M, Have, All> : StageOrFault<E, Have, never, All>;

type StageOrFault<E, Have, Siblings, All> =
  E extends Stage<infer Name, infer N, infer P>
    ? [Missing<N, Have>] extends [never]
      ? [Clash<N, Have>] extends [never]
        ? [Extract<IdOf<P>, keyof Have>] extends [never]
          ? E
          : Twice<Name, Extract<IdOf<P>, keyof Have>, All>
        : `stage '${Name}' needs '${IdOf<Clash<N, Have>>}' as another type than '${ProviderOf<All, IdOf<Clash<N, Have>>>}' provides it`
      : Unmet<Name, IdOf<Missing<N, Have>>, IdOf<Siblings>, All>
    : 'only stages and groups can stand here: give what stage(…), parallel(…) or when(…) returned';

type GroupOrFault<E, M extends readonly AnyStage[], Have, All> = number extends M['length']
  ? 'a group needs a fixed number of members: write them out, not as a spread array variable'
  : [SharedBy<M>] extends [never]
    ? [GroupFaults<M, Have, All>] extends [never]
      ? E
      : GroupFaults<M, Have, All>
    : SharedBy<M>;

/** The sentences of the wrong members; `never` when all are right. */
type GroupFaults<M extends readonly AnyStage[], Have, All> = {
  [K in keyof M]: Extract<StageOrFault<M[K], Have, ProvidedBy<Parallel<M>>, All>, string>;
}[number];

/** A sentence for two members that have the same name, or provide the same artifact. */
type SharedBy<M extends readonly AnyStage[]> = M extends readonly [
  infer Head extends AnyStage,
  ...infer Rest extends readonly AnyStage[],
]
  ? [Extract<NamesOf<Head>, NamesOf<Rest[number]>>] extends [never]
    ? [Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>] extends [never]
      ? SharedBy<Rest>
      : `stages '${Head['name']}' and '${ProviderOf<Rest, Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>>}' of one group both provide '${Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>}'`
    : `two stages are named '${Head['name']}'`
  : never;

/** A need that no earlier element provides: its provider is beside it, or later, or missing. */
type Unmet<Name extends string, Id extends string, Sibling extends string, All> = Id extends Sibling
  ? `stage '${Name}' needs '${Id}', which '${ProviderOf<All, Id>}' of its own group provides: members of a group run at the same time`
  : [Exclude<ProviderOf<All, Id>, Name>] extends [never]
    ? `stage '${Name}' needs '${Id}', which no stage provides`
    : `stage '${Name}' needs '${Id}', which only the later stage '${Exclude<ProviderOf<All, Id>, Name>}' provides: move it after that stage`;

type Twice<
  Name extends string,
  Id extends string,
  All,
> = `stage '${Name}' provides '${Id}', which '${Exclude<ProviderOf<All, Id>, Name>}' provides already`;

/** The required needs that no earlier element provides. */
type Missing<N, Have> = N extends AnyArtifact ? (N['id'] extends keyof Have ? never : N) : never;

/** The needs that an earlier element provides with a value of another type. */
type Clash<N, Have> =
  ArtifactOf<N> extends infer A extends AnyArtifact
    ? A extends Artifact<infer Id, infer T>
      ? Id extends keyof Have
        ? Have[Id] extends Artifact<string, T>
          ? never
          : A
        : never
      : never
    : never;

type ArtifactOf<N> = N extends OptionalNeed<infer A> ? A : N extends AnyArtifact ? N : never;
type IdOf<A> = A extends { readonly id: infer Id extends string } ? Id : never;

/** The name of the stage in the list that provides an artifact. */
type ProviderOf<All, Id extends string> = All extends readonly (infer E)[] ? ProviderIn<E, Id> : never;
type ProviderIn<E, Id extends string> =
  E extends Parallel<infer M>
    ? ProviderIn<M[number], Id>
    : E extends Stage<infer Name, Need, infer P>
      ? Id extends IdOf<P>
        ? Name
        : never
      : never;
