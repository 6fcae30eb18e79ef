/** One try of a stage: reads its inputs, holds it to its time, leaves no effect open, and checks what it returns. */
import { stageOutputWrong } from '../errors.ts';
import type { EffectContext } from '../words/context.ts';
import { isDeployError } from '../words/error.ts';
import type { AnyStage } from '../words/stage.ts';
import { applyEffect } from './apply-effect.ts';
import { assertEffect } from './call-shape.ts';
import { createContext, isFinish } from './context.ts';
import { assertNotTakenBack } from './held-image.ts';
import { LEFT_MS, openEffects } from './open-effects.ts';
import type { OpenEffects } from './open-effects.ts';
import type { Session } from './session.ts';
import { byArtifactId, checkOutputs, inputsOf, secretsIn } from './stage-values.ts';
import { EFFECT_STOP_MS, withinLimit } from './within-limit.ts';

/** Values by artifact id. */
type OutputsById = Readonly<Record<string, unknown>>;

/** Tries a stage once; returns what it provides, by artifact id. */
export async function runAttempt(session: Session, stage: AnyStage, attempt: number): Promise<OutputsById> {
  const { clock } = session.ports;
  await session.emit({
    type: 'stage.started',
    stage: stage.name,
    attempt,
    describe: stage.body.describe,
  });
  const effects = openEffects(clock);
  const limit = {
    stage: stage.name,
    timeoutMs: stage.body.timeoutMs,
    clock,
    stop: session.stop,
    effectOpen: () => effects.size > 0,
  };
  try {
    // The codecs of its values count to the stage's time: they are foreign code, too.
    return await withinLimit(limit, async (signal) => {
      const context = effectContext(session, stage, signal, effects);
      try {
        const returned = await stage.body.run(await inputsOf(session.state, stage), context);
        effects.close();
        await effects.assertAwaited(stage.name);
        const outputs = checkedOutputs(session, stage, await checkOutputs(stage, returned));
        await assertNotTakenBack(session, stage, outputs);
        return outputs;
      } catch (error) {
        effects.close();
        // `ctx.finish` and `ctx.decline` are no failures, so open effects would go unnoticed.
        if (isFinish(error) || isDeclined(error)) await effects.assertAwaited(stage.name);
        throw error;
      }
    });
  } catch (error) {
    effects.close();
    await findOutcomes(effects, error);
    throw error;
  }
}

/** Finds the outcome of what a failed try left open. It has been told to stop. */
async function findOutcomes(effects: OpenEffects, failure: unknown): Promise<void> {
  const code = isDeployError(failure) ? failure.code : undefined;
  // The stage already had its time to stop. The error says that the outcome is unknown.
  if (code === 'STAGE_IGNORED_ABORT') await effects.awaitOutcomes(0).catch(() => undefined);
  else await effects.awaitOutcomes(code === 'EFFECT_NOT_AWAITED' ? LEFT_MS : EFFECT_STOP_MS);
}

function checkedOutputs(session: Session, stage: AnyStage, outputs: OutputsById): OutputsById {
  const problems = Object.entries(outputs).flatMap(([name, value]) =>
    secretsIn(session.ports.redactor, name, value),
  );
  if (problems.length > 0) throw stageOutputWrong(stage.name, problems);
  return byArtifactId(stage, outputs);
}

function effectContext(
  session: Session,
  stage: AnyStage,
  signal: AbortSignal,
  effects: OpenEffects,
): EffectContext {
  const ctx = createContext(session, stage, signal);
  return {
    ...ctx,
    effect(id, effect) {
      try {
        assertEffect(stage.name, id, effect);
      } catch (error) {
        return Promise.reject(error);
      }
      const identity = { stage: stage.name, effect: id, target: effect.target };
      return effects.track(identity, effect.describe, (open) =>
        applyEffect({ session, stage, ctx, id, open }, effect),
      );
    },
  };
}

/** True when a person said no, as `ctx.decline` says. */
export function isDeclined(error: unknown): boolean {
  return isDeployError(error) && error.code === 'DECLINED';
}
