/** A stage that raises a flag, with faults to choose from, and the world of flags it is tried in. */
import * as assert from 'uvu/assert';
import { artifact, isDeployError, json, stage } from '../../src/index.ts';
import type { DeployError, Observation, StageContext } from '../../src/index.ts';
import type { AnyStage } from '../../src/run.ts';
import { rejects, testStage } from '../../src/testing/index.ts';
import type { StageWorld, TestStageOptions } from '../../src/testing/index.ts';

export const flagged = artifact('flagged', json<{ readonly name: string }>());
export const name = artifact('name', json<string>());
export const TOKEN = 'token-of-this-test';

export interface Flags extends StageWorld {
  readonly flags: Set<string>;
}

/** A world of flags; what is in it can be seen. */
export function flagWorld(): Flags {
  const flags = new Set<string>();
  return {
    flags,
    inputs: { name: 'beta' },
    env: { FLAG_TOKEN: TOKEN },
    snapshot: () => [...flags],
  };
}

/** What may be wrong with the stage that raises a flag. */
interface Faults {
  readonly plan?: (flags: Set<string>, ctx: StageContext) => unknown;
  readonly apply?: (flags: Set<string>, ctx: StageContext) => Promise<void>;
  readonly begin?: (flags: Set<string>, ctx: StageContext) => unknown;
  readonly undo?: (flags: Set<string>, outputs: object | undefined) => unknown;
  /** What the effect says of itself. */
  readonly observe?: (flags: Set<string>) => Observation<undefined>;
  /** What the stage says of itself. */
  readonly proof?: (flags: Set<string>) => Observation<undefined>;
  /** Begins the effect and goes on. */
  readonly careless?: boolean;
  readonly output?: unknown;
}

export const DONE: Observation<undefined> = { status: 'done', value: undefined };
export const NOT_DONE: Observation<undefined> = { status: 'not-done' };
export const isUp = (flags: Set<string>): Observation<undefined> => (flags.has('beta') ? DONE : NOT_DONE);

/** Raises a flag and takes it down again. */
export function raise(faults: Faults = {}): (world: Flags) => AnyStage {
  return ({ flags }) =>
    stage({
      name: 'flag.raise',
      describe: 'raise a flag for everybody',
      needs: { name },
      provides: { flagged },
      plan(inputs, ctx) {
        faults.plan?.(flags, ctx);
        return [{ effect: 'raise', describe: `raise ${inputs.name}` }];
      },
      async run(inputs, ctx) {
        await faults.begin?.(flags, ctx);
        await ctx.clock.sleep(1_000, ctx.signal);
        const raised = ctx.effect('raise', {
          describe: `raise ${inputs.name}`,
          async apply(inner) {
            await faults.apply?.(flags, inner);
            flags.add(inputs.name);
          },
          observe: async () => (faults.observe ?? isUp)(flags),
        });
        if (faults.careless !== true) await raised;
        return { flagged: (faults.output ?? { name: inputs.name }) as { name: string } };
      },
      ...(faults.proof === undefined ? {} : { observe: async () => (faults.proof ?? isUp)(flags) }),
      async undo(outputs, inputs) {
        await faults.undo?.(flags, outputs);
        flags.delete(inputs.name);
      },
    });
}

export const never = (): Promise<void> => new Promise<void>(() => {});

/** The rules a stage breaks, with what is said of them. */
export async function brokenRules<W extends StageWorld>(
  given: AnyStage | ((world: W) => AnyStage),
  options: TestStageOptions<W> = {},
): Promise<Readonly<Record<string, string>>> {
  const error = (await rejects(testStage(given, { stopMs: 50, ...options }))) as DeployError;
  assert.ok(isDeployError(error), String(error));
  assert.is(error.code, 'STAGE_CONTRACT');
  return Object.fromEntries(error.problems.map(({ message }) => message.split(/: (.*)/s).slice(0, 2)));
}
