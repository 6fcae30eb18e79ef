/** A member whose release makes two changes, and a hand-out of it. */
import { artifact, definePipeline, json, stage } from '../../src/index.ts';
import type { StateStore } from '../../src/index.ts';
import type { HandedOut } from '../../src/fleet.ts';
import type { RunOptions } from '../../src/engine/run-options.ts';

const FLEET = '20260101-000000-abcdef12';
export const HANDED: HandedOut = {
  fleetRun: FLEET,
  app: 'shop',
  goal: 'release',
  handOut: 7,
  image: 'sha256:1',
  token: 1,
};

/** A member whose release writes two values, one after the other. */
export function member(store: StateStore, changes: string[], fails = false): RunOptions {
  const done = artifact('done', json<string>());
  const set = (value: string) => ({
    describe: `set ${value}`,
    apply: async () => {
      changes.push(value);
      return null;
    },
    observe: async () =>
      changes.includes(value)
        ? ({ status: 'done', value: null } as const)
        : ({ status: 'not-done' } as const),
  });
  const release = stage({
    name: 'app.release',
    provides: { done },
    async run(_inputs, ctx) {
      await ctx.effect('one', set('one'));
      await ctx.effect('two', set('two'));
      return { done: 'yes' };
    },
    undo: () => void changes.push('undone'),
    observe: async () => ({ status: 'not-done' }),
  });
  const prove = stage({
    name: 'app.prove',
    needs: { done },
    run() {
      if (fails) throw new Error('it is broken');
    },
  });
  return {
    pipeline: definePipeline('deploy', [release, prove]),
    environment: { name: 'production', app: 'shop', url: 'https://shop.example' },
    store,
  };
}
