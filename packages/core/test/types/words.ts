// What every program of the corpus starts from.
import { artifact, json, stage } from '../../src/index.ts';
import type { Artifact, Effect, Stage } from '../../src/index.ts';

export {
  artifact,
  definePipeline,
  flag,
  json,
  optional,
  parallel,
  stage,
  text,
  when,
} from '../../src/index.ts';

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
