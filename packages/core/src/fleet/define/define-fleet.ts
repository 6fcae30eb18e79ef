/** A fleet: many apps that are given one image, in waves, with evidence between them. */
import type { Pipeline } from '../../words/pipeline.ts';
import { fleetInvalid } from '../errors.ts';
import { fleetProblems } from './fleet-problems.ts';
import { evidenceOfRecord, judgeByCount } from './judge.ts';
import type { MemberEvidence, WaveJudge } from './judge.ts';
import { lengthMs } from './length-of-time.ts';
import type { LengthOfTime } from './length-of-time.ts';
import type { MemberImages, MemberSecrets, MemberSource, Skip } from './member.ts';
import type { BuildsImage, OrderedWaves, TakesImage } from './ordered-waves.ts';
import type { Tolerance } from './tolerance.ts';
import type { Wave, WaveOptions } from './wave.ts';

/** A fleet as it is written. */
export interface FleetSpec<
  W extends readonly unknown[] = readonly Wave[],
  B = Pipeline | undefined,
  P = Pipeline,
> {
  readonly members: MemberSource;
  /** Runs once, before the first wave; its image is what every member gets. Default: none, so the image must be named. */
  readonly build?: B;
  /** What runs for each member, with `--image`. */
  readonly pipeline: P;
  readonly waves: W;
  /** How many members run at the same time, at most. Default 10. */
  readonly atOnce?: number;
  /** The least time between two starts, for a registry that all members ask at once: `2s`. Default: none. */
  readonly startEvery?: LengthOfTime;
  /** How many bad members each wave may have: `3`, or a share of the wave, rounded down: `2%`. Default 0. */
  readonly tolerate?: Tolerance;
  /** Judges a wave by all its members: `judgeWave` of plugin-checks, for example. Default: by the number of bad ones. */
  readonly judge?: WaveJudge;
  /** What a member is judged by: `memberOf` of plugin-checks adds its figures. Default: the checks of its run, and its error. */
  readonly evidence?: MemberEvidence;
  /** What a bad wave takes back: itself (earlier waves are asked again), all members, or nothing. Default `wave`. */
  readonly takeBack?: 'wave' | 'all' | 'none';
  readonly skip?: readonly Skip[];
  /** Variables that are secret and of one member: `memberToken()` of plugin-fly with `secretText()` of plugin-aws, for example. Default: runs have the environment of their worker. */
  readonly secrets?: MemberSecrets | undefined;
  /** The digests that a member serves, for `fleet drift`: `runningImages()` of plugin-fly, for example. Default: not asked. */
  readonly running?: MemberImages | undefined;
}

/** One wave with every default filled in. */
export interface WaveRule extends Pick<WaveOptions, 'where' | 'count' | 'share'> {
  readonly name: string;
  readonly spread: readonly string[];
  readonly gate: boolean;
  readonly bakeMs: number;
  /** When its members may be served; null for always. */
  readonly only: string | null;
  /** A share is one of the wave's members, when they are known. */
  readonly tolerate: Tolerance;
  readonly strict: boolean;
}

/** A fleet, ready to be planned. */
export interface Fleet {
  readonly name: string;
  readonly members: MemberSource;
  readonly build: Pipeline | undefined;
  readonly pipeline: Pipeline;
  readonly waves: readonly WaveRule[];
  readonly atOnce: number;
  readonly startEveryMs: number;
  readonly judge: WaveJudge;
  readonly evidence: MemberEvidence;
  readonly takeBack: 'wave' | 'all' | 'none';
  readonly skip: readonly Skip[];
  readonly secrets: MemberSecrets | undefined;
  readonly running: MemberImages | undefined;
}

/**
 * Defines a fleet. Waves in a wrong order, and pipelines that know no image, are compile errors, and a `FLEET_INVALID` error in JavaScript.
 *
 * @throws DeployError `FLEET_INVALID` listing every problem.
 * @example
 * const shops = defineFleet('shops', {
 *   members: [{ app: 'shop-1', labels: {} }, { app: 'shop-2', labels: {} }],
 *   pipeline: deploy,
 *   waves: [wave('first', { count: 1, bake: '30m' }), wave('rest')],
 * });
 */
export function defineFleet<const W extends readonly unknown[], const P, const B = undefined>(
  name: string,
  spec: FleetSpec<W, B, P> & {
    readonly waves: OrderedWaves<W>;
    readonly pipeline: TakesImage<P>;
    readonly build?: BuildsImage<B>;
  },
): Fleet;
export function defineFleet(name: string, spec: FleetSpec): Fleet {
  const problems = fleetProblems(name, spec);
  if (problems.length > 0) throw fleetInvalid(name, problems);
  const tolerate = spec.tolerate ?? 0;
  return {
    name,
    members: spec.members,
    build: spec.build,
    pipeline: spec.pipeline,
    waves: spec.waves.map((wave, index) => ruleOf(wave, index, tolerate)),
    atOnce: spec.atOnce ?? 10,
    startEveryMs: lengthMs(spec.startEvery ?? '0s') ?? 0,
    judge: spec.judge ?? judgeByCount,
    evidence: spec.evidence ?? evidenceOfRecord,
    takeBack: spec.takeBack ?? 'wave',
    skip: spec.skip ?? [],
    secrets: spec.secrets,
    running: spec.running,
  };
}

function ruleOf({ name, options }: Wave, index: number, tolerate: Tolerance): WaveRule {
  const { where, count, share, spread = [], gate, bake = '0s', strict = index === 0 } = options;
  return {
    name,
    ...(where === undefined ? {} : { where }),
    ...(count === undefined ? {} : { count }),
    ...(share === undefined ? {} : { share }),
    spread,
    gate: gate === 'approve',
    bakeMs: lengthMs(bake) ?? 0,
    only: options.only ?? null,
    tolerate: options.tolerate ?? tolerate,
    strict,
  };
}
