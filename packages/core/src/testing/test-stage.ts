/** Tests one stage against the contract that every stage must keep. */
import { createRedactor } from '../secrets/redactor.ts';
import type { RunEvent } from '../words/event.ts';
import type { AnyStage } from '../words/stage.ts';
import { abortFinding } from './contract/abort.ts';
import { awaitedFinding, lostAnswerFinding, observeFindings } from './contract/effects.ts';
import { skipped } from './contract/finding.ts';
import type { RuleFinding, StageRule } from './contract/finding.ts';
import { planFinding } from './contract/plan.ts';
import { runFindings } from './contract/run.ts';
import { secretsFinding } from './contract/secrets.ts';
import { shapeFindings } from './contract/shape.ts';
import { undoWithoutOutputs } from './contract/undo.ts';
import { inWorld } from './contract/world.ts';
import type { StageWorld, Suite } from './contract/world.ts';
import { contractBroken } from './errors.ts';

/** Options of `testStage`. Everything has a default; the more is given, the fewer rules are skipped. */
export interface TestStageOptions<W extends StageWorld = StageWorld> {
  /** Makes a fresh world; called once for each rule that runs the stage. Default: one without inputs. */
  readonly world?: (() => W | Promise<W>) | undefined;
  /** Secret values that the world gives to the stage, in `env` or elsewhere. No event may show them. */
  readonly secrets?: readonly string[] | undefined;
  /** Rules that this stage breaks on purpose, each with the reason; they are listed as skipped, with the reason. Default none. */
  readonly except?: { readonly [Rule in StageRule]?: string } | undefined;
  /** How long the stage may take to stop after its abort signal, in ms. Default 10,000. */
  readonly stopMs?: number | undefined;
  /** How long one run of the stage may take, in ms. Default 60,000. */
  readonly runMs?: number | undefined;
}

/** Which rules {@link testStage} could check, and which it could not. */
export interface StageReport {
  readonly kept: readonly StageRule[];
  readonly skipped: readonly { readonly rule: StageRule; readonly why: string }[];
}

/**
 * Tests a stage against the contract. Waits of the stage take no time unless its world has a clock.
 *
 * @param stage The stage, or a function that makes it for a world.
 * @throws DeployError `STAGE_CONTRACT` listing every rule that is broken.
 * @example
 * const report = await testStage(purge({ zone: 'z1' }), {
 *   world: () => ({ inputs: { release }, env: { CDN_TOKEN: 'token-of-this-test' } }),
 *   secrets: ['token-of-this-test'],
 * });
 * assert.equal(report.skipped, []);
 */
export async function testStage<W extends StageWorld = StageWorld>(
  stage: AnyStage | ((world: W) => AnyStage),
  options: TestStageOptions<W> = {},
): Promise<StageReport> {
  const events: RunEvent[] = [];
  const suite: Suite = {
    stopMs: options.stopMs ?? 10_000,
    runMs: options.runMs ?? 60_000,
    events,
    async openWorld() {
      // Without a maker of worlds W is StageWorld itself, and all its members are optional.
      const world = (await options.world?.()) ?? ({} as W);
      const again = (): AnyStage => (typeof stage === 'function' ? stage(world) : stage);
      return { world, stage: again(), again };
    },
  };
  const shown = await inWorld(suite, async (_world, made) => made);
  const looked = [
    ...shapeFindings(shown),
    await planFinding(suite),
    ...(await runsOf(suite)),
    secretsFinding(events, options.secrets ?? []),
  ];
  const findings = looked.map((finding) => {
    const why = options.except?.[finding.rule];
    return finding.status === 'broken' && why !== undefined ? skipped(finding.rule, why) : finding;
  });
  const broken = findings.filter(({ status }) => status === 'broken');
  if (broken.length > 0) {
    const redactor = createRedactor();
    for (const secret of options.secrets ?? []) redactor.add(secret);
    const told = broken.map(({ rule, message }) => ({ rule, message: redactor.text(message) }));
    throw contractBroken(shown.name, told);
  }
  const beside = BESIDE_THE_POINT[shown.body.mode];
  return {
    kept: findings.filter(({ status }) => status === 'kept').map(({ rule }) => rule),
    skipped: findings
      .filter((finding) => finding.status === 'skipped' && !beside.includes(finding.rule))
      .map(({ rule, message }) => ({ rule, why: message })),
  };
}

/** The rules that run the stage. The result of a whole run shows which other rules can be checked. */
async function runsOf(suite: Suite): Promise<readonly RuleFinding[]> {
  const { findings, ran, waited, changed } = await runFindings(suite);
  const unless = (can: boolean, rule: StageRule, why: string, look: () => Promise<RuleFinding>) =>
    can ? look() : Promise.resolve(skipped(rule, ran ? why : 'the stage could not be run'));
  return [
    ...findings,
    ...(changed
      ? [await awaitedFinding(suite), ...(await observeFindings(suite)), await lostAnswerFinding(suite)]
      : OF_EFFECTS.map((rule) => skipped(rule, ran ? NOTHING : 'the stage could not be run'))),
    await unless(ran, 'abort-at-start', '', () => abortFinding(suite, 'abort-at-start')),
    await unless(waited, 'abort-in-wait', 'the run never waited', () => abortFinding(suite, 'abort-in-wait')),
    await unless(changed, 'abort-in-effect', NOTHING, () => abortFinding(suite, 'abort-in-effect')),
    await unless(changed, 'undo-without-outputs', NOTHING, () => undoWithoutOutputs(suite)),
  ];
}

const NOTHING = 'the run changed nothing in this world';

/** The rules about the changes of a stage. */
const OF_EFFECTS = [
  'effects-awaited',
  'observe-before',
  'observe-after',
  'observe-after-lost-answer',
] as const satisfies readonly StageRule[];

/** The rules that do not apply to a kind of stage, and are therefore not listed as skipped. */
const BESIDE_THE_POINT: Readonly<Record<AnyStage['body']['mode'], readonly StageRule[]>> = {
  'read-only': ['undo-twice', 'undo-without-outputs', 'abort-in-effect', ...OF_EFFECTS],
  undoable: ['read-only'],
  irreversible: ['read-only', 'undo-twice', 'undo-without-outputs'],
};
