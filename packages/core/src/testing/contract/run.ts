/** Rules of one whole run: it succeeds, its outputs survive the journal, a read-only stage changes nothing, and undoing twice is harmless. */
import { isDeepStrictEqual } from 'node:util';
import { runStage } from '../run-stage.ts';
import type { StageRun } from '../run-stage.ts';
import { isDeployError } from '../../words/error.ts';
import type { AnyStage } from '../../words/stage.ts';
import { difference, quoted } from './evidence.ts';
import { broken, judged, kept, skipped } from './finding.ts';
import type { RuleFinding } from './finding.ts';
import { inWorld, missingInputs, notingWrites, said, triedWith, withContext } from './world.ts';
import type { StageWorld, Suite } from './world.ts';

/** What the run showed, for the rules after it. */
export interface WholeRun {
  readonly findings: readonly RuleFinding[];
  /** False when the stage could not be run with the given options. */
  readonly ran: boolean;
  readonly waited: boolean;
  readonly changed: boolean;
}

/** Runs the stage in a fresh world and undoes it twice. */
export function runFindings(suite: Suite): Promise<WholeRun> {
  return inWorld(suite, async (world, stage) => {
    const missing = missingInputs(stage, world);
    if (missing.length > 0) return notRun(`no input was given for ${missing.join(', ')}`);
    const watched = watch(stage, world);
    const before = await world.snapshot?.();
    const run = await runStage(watched.stage, world.inputs, triedWith(suite, world));
    const after = await world.snapshot?.();
    const changed = effectsOf(run).length > 0;
    const waited = watched.waits.length > 0;
    const findings = [
      ...outcomeFindings(run),
      readOnlyFinding(stage, [
        ...effectsOf(run).map((effect) => `it made the effect '${effect}'`),
        ...watched.written.map((key) => `it wrote '${key}' into the state`),
        ...unless(difference(before, after), 'it changed the outside world'),
      ]),
      await undoFinding(stage, run, changed, world, before),
    ];
    suite.events.push(...run.events);
    return { findings, ran: true, waited, changed };
  });
}

function notRun(why: string): WholeRun {
  const rules = ['run', 'outputs', 'read-only', 'undo-twice'] as const;
  return { findings: rules.map((rule) => skipped(rule, why)), ran: false, waited: false, changed: false };
}

/** The stage, its waits and its writes. */
function watch(
  stage: AnyStage,
  world: StageWorld,
): {
  readonly stage: AnyStage;
  readonly waits: number[];
  readonly written: string[];
} {
  const waits: number[] = [];
  const written: string[] = [];
  const watched = withContext(stage, world, (ctx) => ({
    state: notingWrites(ctx.state, written),
    clock: {
      ...ctx.clock,
      sleep(ms, signal) {
        waits.push(ms);
        return ctx.clock.sleep(ms, signal);
      },
    },
  }));
  return { stage: watched, waits, written };
}

function outcomeFindings(run: StageRun): readonly RuleFinding[] {
  if (isDeployError(run.error) && run.error.code === 'STAGE_OUTPUT') {
    return [kept('run'), broken('outputs', run.error.message)];
  }
  if (isDeployError(run.error) && run.error.code === 'EFFECT_NOT_AWAITED') {
    // Another rule checks that.
    return [kept('run'), skipped('outputs', 'the run failed')];
  }
  if (run.error !== undefined) {
    return [broken('run', said(run.error)), skipped('outputs', 'the run failed')];
  }
  if (run.finished !== undefined) {
    return [kept('run'), skipped('outputs', `the stage ended the run: ${run.finished}`)];
  }
  if (run.outputs === undefined) {
    const why = 'its condition does not hold in this world';
    return [skipped('run', why), skipped('outputs', why)];
  }
  return [kept('run'), kept('outputs')];
}

function readOnlyFinding(stage: AnyStage, changes: readonly string[]): RuleFinding {
  return stage.body.mode === 'read-only'
    ? judged('read-only', changes)
    : skipped('read-only', 'the stage says that it changes something');
}

async function undoFinding(
  stage: AnyStage,
  run: StageRun,
  changed: boolean,
  world: StageWorld,
  before: unknown,
): Promise<RuleFinding> {
  if (stage.body.undo === undefined) return skipped('undo-twice', 'the stage has no undo');
  if (!changed) return skipped('undo-twice', 'the run changed nothing in this world');
  const first = await run.undo();
  const between = await world.snapshot?.();
  const second = await run.undo();
  const after = await world.snapshot?.();
  return judged('undo-twice', [
    ...first.errors.map((error) => `undoing it fails: ${said(error)}`),
    ...second.errors.map((error) => `undoing it again fails: ${said(error)}`),
    ...(isDeepStrictEqual(first.outputs, second.outputs)
      ? []
      : [
          `the second undo returns other artifacts than the first: ${quoted(first.outputs)}, then ${quoted(second.outputs)}`,
        ]),
    ...unless(difference(before, between), 'the world is not as before when it was undone'),
    ...unless(difference(between, after), 'the second undo changes the world again'),
  ]);
}

/** A finding with its evidence, if there is any. */
function unless(evidence: string | undefined, what: string): readonly string[] {
  return evidence === undefined ? [] : [`${what}: ${evidence}`];
}

/** The ids of the effects a run announced. */
export function effectsOf(run: StageRun): readonly string[] {
  return run.events.flatMap((event) => (event.type === 'effect.intent' ? [event.effect] : []));
}
