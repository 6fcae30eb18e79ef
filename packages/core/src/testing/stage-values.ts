/** The inputs and outputs of a stage in a test: by artifact id, as in its type, not by the stage's own names. */
import type { AnyArtifact, Need, OptionalNeed, ValueOf } from '../words/artifact.ts';

/** What a stage needs. An optional need may be left out. */
export type StageInputs<N extends Need> = {
  readonly [A in Extract<N, AnyArtifact> as A['id']]: ValueOf<A>;
} & {
  readonly [A in OptionalArtifact<N> as A['id']]?: ValueOf<A> | undefined;
};

type OptionalArtifact<N> = N extends OptionalNeed<infer A> ? A : never;

/** What a stage provides. */
export type StageOutputs<P extends AnyArtifact> = { readonly [A in P as A['id']]: ValueOf<A> };
