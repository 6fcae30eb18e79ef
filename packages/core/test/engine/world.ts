/** A small world for engine tests: a set of things that stages make and take back. */
import { artifact, json, stage } from '../../src/index.ts';
import type { Artifact, RunEvent, Stage } from '../../src/index.ts';
import { memoryStore } from '../../src/testing/index.ts';
import type { RunOptions } from '../../src/run.ts';
import { errors } from './test-errors.ts';

export const thing: Artifact<'thing', { name: string }> = artifact('thing', json<{ name: string }>());

export interface World {
  readonly made: Set<string>;
  readonly calls: string[];
}

export function emptyWorld(): World {
  return { made: new Set(), calls: [] };
}

/** Makes `name`; undo puts `before` back, or nothing. */
export function makeThing(
  world: World,
  name: string,
  before?: string,
): Stage<'test.make', never, Artifact<'thing', { name: string }>> {
  return stage({
    name: 'test.make',
    provides: { thing },
    async run(_inputs, ctx) {
      await ctx.effect('make', {
        describe: `make ${name}`,
        apply: async () => void world.made.add(name),
        observe: async () =>
          world.made.has(name) ? { status: 'done', value: undefined } : { status: 'not-done' },
      });
      return { thing: { name } };
    },
    async undo() {
      world.calls.push(`undo ${name}`);
      world.made.delete(name);
      return before === undefined ? {} : { thing: { name: before } };
    },
    observe: async () =>
      world.made.has(name) ? { status: 'done', value: undefined } : { status: 'not-done' },
  });
}

/** A verifying stage that passes when the thing is one of `good`. */
export function verifyThing(
  world: World,
  good: readonly string[],
): Stage<'test.verify', Artifact<'thing', { name: string }>, never> {
  return stage({
    name: 'test.verify',
    needs: { thing },
    verifies: true,
    run({ thing: { name } }) {
      world.calls.push(`verify ${name}`);
      if (!good.includes(name)) throw errors.broken(name);
    },
  });
}

/** Options for a run in memory that collects its events. */
export function memoryRun(
  pipeline: RunOptions['pipeline'],
  more: Partial<RunOptions> = {},
): RunOptions & { readonly seen: RunEvent[] } {
  const seen: RunEvent[] = [];
  return {
    pipeline,
    environment: { name: 'test', app: 'demo', url: 'https://demo.example' },
    store: memoryStore(),
    listeners: [{ name: 'collect', handle: (event) => void seen.push(event) }],
    ...more,
    seen,
  };
}
