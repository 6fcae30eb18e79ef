// What every program of the corpus starts from.
import { artifact, json, stage } from '../../src/index.ts';
import type { Artifact, Effect, Stage } from '../../src/index.ts';
import type { Params } from '../../src/run.ts';

export {
  artifact,
  definePipeline,
  dynamic,
  flag,
  json,
  optional,
  parallel,
  stage,
  text,
  when,
} from '../../src/index.ts';

export type { EffectContext, StageContext } from '../../src/index.ts';

export interface Shape {
  readonly shape: { readonly kind: 'list'; readonly size: number } | { readonly kind: 'none' };
}

export const one: Artifact<'one', { readonly name: string }> = artifact('one', json());
export const two: Artifact<'two', number> = artifact('two', json());
export const shaped: Artifact<'shaped', Shape> = artifact('shaped', json());

export function makeOne(): Stage<'make.one', never, typeof one> {
  return stage({ name: 'make.one', provides: { one }, run: () => ({ one: { name: 'x' } }) });
}

export function useOne(): Stage<'use.one', typeof one, never> {
  return stage({ name: 'use.one', needs: { one }, run: () => undefined });
}

export function makeTwo(): Stage<'make.two', typeof one, typeof two> {
  return stage({ name: 'make.two', needs: { one }, provides: { two }, run: () => ({ two: 2 }) });
}

export const change: Effect<null> = {
  describe: 'change something',
  apply: async () => null,
  observe: async () => ({ status: 'not-done' }),
};

// Without a written type: the emitted declaration is what the compiler inferred.
export const thirdParty = stage({
  name: 'third.party',
  needs: { one },
  provides: { two },
  run: ({ one }) => ({ two: one.name.length }),
  undo: () => ({ two: 0 }),
});

export function copyTo<const To extends string>(to: To) {
  return stage({ name: `copy.one.to.${to}`, needs: { one }, run: (_inputs, ctx) => ctx.log.info(to) });
}

/** The type of a flag among a stage's params, which the package does not export by name. */
export type FlagParamOf = Extract<Params[string], { readonly type: 'flag' }>;

// Types are what these two are asked about; there is no value.
/* oxlint-disable typescript/no-unnecessary-type-parameters */
/** Takes `true` when the two types are one and the same, `any` and readonly included. */
export function same<A, B>(
  _answer: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false,
): void {}

/** Takes whether a type is `any`. */
export function isAny<T>(_answer: 0 extends 1 & T ? true : false): void {}
