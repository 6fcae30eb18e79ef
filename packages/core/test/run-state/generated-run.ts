/** Runs made up from a seed: stages that succeed, fail, throw, retry, wait, decline and finish, with effects, groups, secrets, and values JSON changes. */
import {
  artifact,
  definePipeline,
  DeployError,
  dynamic,
  json,
  parallel,
  stage,
  when,
} from '../../src/index.ts';
import type { EffectContext, Pipeline, StageContext } from '../../src/index.ts';

const OUTCOMES = ['done', 'lost', 'refused', 'dark'] as const;

/** A pipeline of two to six stages, some of them side by side. */
export function generatedPipeline(random: () => number): Pipeline {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const chance = (share: number): boolean => random() < share;
  const world = new Set<string>();
  const secret = `hidden-${Math.floor(random() * 1e9)}`;

  const changes = async (name: string, ctx: EffectContext): Promise<void> => {
    for (const target of ['one', 'two', 'three'].slice(0, Math.floor(random() * 4))) {
      const key = `${name}/${target}`;
      const outcome = pick(OUTCOMES);
      await ctx.effect('make', {
        target,
        describe: `make ${target}`,
        apply: async () => {
          if (outcome === 'refused') throw new DeployError('REFUSED', `${target} was refused`);
          world.add(key);
          if (outcome !== 'done') throw new DeployError('LOST', `the answer about ${target} was lost`);
          return { target, when: 1, nothing: undefined };
        },
        observe: async () => {
          if (outcome === 'dark') return { status: 'unknown', reason: 'nobody answers' };
          return world.has(key) ? { status: 'done', value: { target, when: 1 } } : { status: 'not-done' };
        },
      });
    }
  };
  const talk = (ctx: StageContext): void => {
    ctx.secret(secret);
    ctx.log.info(`it is ${secret}`);
    ctx.progress('on the way');
    ctx.check({
      id: 'health',
      target: pick(['a', 'b']),
      verdict: pick(['pass', 'warn', 'fail', 'inconclusive']),
      critical: chance(0.5),
      message: secret,
      evidence: { number: Number.NaN, missing: undefined, when: new Date(0), set: new Set([1]) },
    });
    if (chance(0.3)) ctx.output({ title: 'a list', text: secret });
  };
  const end = (name: string, ctx: StageContext): void => {
    if (chance(0.08)) throw new TypeError(`${name} has a bug`);
    if (chance(0.08)) throw new DeployError('BROKEN', `${name} broke`, { exitCode: pick([1, 2, 4, 6, 7]) });
    if (chance(0.08)) throw new DeployError('FLAKY', 'for a moment', { transient: true });
    if (chance(0.04)) ctx.finish('enough');
    if (chance(0.04)) ctx.decline('a person said no');
  };

  const kinds = {
    reads: (name: string) =>
      stage({
        name,
        retry: { retries: 1, minDelayMs: 1 },
        run(_inputs, ctx) {
          talk(ctx);
          end(name, ctx);
        },
      }),
    provides: (name: string) =>
      stage({
        name,
        provides: { value: artifact(`${name}.value`, json<{ name: string; list: number[] }>()) },
        async run(_inputs, ctx) {
          talk(ctx);
          await changes(name, ctx);
          end(name, ctx);
          return { value: { name, list: [1, 2] } };
        },
        undo() {
          for (const key of world) if (key.startsWith(`${name}/`) && chance(0.95)) world.delete(key);
          if (chance(0.1)) throw new Error('cannot be undone');
          return chance(0.5) ? {} : { value: { name: 'before', list: [] } };
        },
        observe: async () =>
          [...world].some((key) => key.startsWith(`${name}/`))
            ? { status: 'done', value: null }
            : { status: 'not-done' },
      }),
    keeps: (name: string) =>
      stage({
        name,
        irreversible: 'it is harmless',
        needsPerson: chance(0.3),
        async run(_inputs, ctx) {
          await changes(name, ctx);
          end(name, ctx);
        },
      }),
    verifies: (name: string) =>
      stage({
        name,
        verifies: true,
        run(_inputs, ctx) {
          talk(ctx);
          if (chance(0.2)) throw new DeployError('UNHEALTHY', `${name} says no`);
        },
      }),
    perhaps: (name: string) => when(() => chance(0.5), stage({ name, run: () => undefined })),
  };
  const make = (name: string): ReturnType<(typeof kinds)[keyof typeof kinds]> =>
    kinds[pick(Object.keys(kinds) as (keyof typeof kinds)[])](name);
  const elements = Array.from({ length: 2 + Math.floor(random() * 5) }, (_, n) =>
    chance(0.25) ? parallel(make(`s${n}.a`), make(`s${n}.b`)) : make(`s${n}`),
  );
  return definePipeline('made up', dynamic(elements));
}
