/** The plan of a fleet: who is served when, what could go wrong at most, and what each wave can prove. It only reads. */
import { createHash } from 'node:crypto';
import { excludedShare, mostBad, mostInFlight } from '../define/credits.ts';
import { cutWaves } from './cut-waves.ts';
import type { Fleet, WaveRule } from '../define/define-fleet.ts';
import type { DeployError } from '../../words/error.ts';
import { fleetChanged, throwFleetProblems, toleranceTooLarge, waveEmpty } from '../errors.ts';
import { freezeMembers } from './freeze-members.ts';
import type { FleetPlace, Member, Skip } from '../define/member.ts';
import { toleratedOf } from '../define/tolerance.ts';

/** A wave with its members. */
export interface PlannedWave extends Omit<WaveRule, 'tolerate'> {
  /** How many bad members it may have. */
  readonly tolerate: number;
  /** In the order in which they start. */
  readonly members: readonly Member[];
  /** How many run at the same time, at most. */
  readonly atOnce: number;
  /** How many bad members it can have, at most, whatever the release does and whatever dies. */
  readonly mostBad: number;
  /** Excludes with 95 % confidence a defect that hits this share of members or more, when no member of it is bad. */
  readonly excludes: number;
}

/** A plan. The same fleet, members and image give the same plan, on any machine. */
export interface FleetPlan {
  readonly fleet: string;
  readonly environment: string;
  readonly pipeline: string;
  /** The image that every member gets; null when it is yet to be built. */
  readonly image: string | null;
  readonly waves: readonly PlannedWave[];
  readonly skipped: readonly Skip[];
  readonly atOnce: number;
  readonly startEveryMs: number;
  readonly takeBack: Fleet['takeBack'];
  readonly hash: string;
}

/** What a plan is made for. */
export interface PlanFleetOptions {
  readonly environment: string;
  readonly env: FleetPlace['env'];
  /** Milliseconds since 1970, for members that are skipped until a day. */
  readonly now: number;
  /** The image, where it is known. It also decides who comes first. */
  readonly image?: string | undefined;
  /** The commit that is built from. It decides who comes first while no image does, whether or not files were changed since (`+`). */
  readonly commit?: string | undefined;
  /** Plans only these members, such as those that an earlier run did not reach. Waves without any of them are left out. A list must name members; a function chooses. Default: all. */
  readonly only?: readonly string[] | ((app: string) => boolean) | undefined;
  /** The hash of the plan that a person has seen. Any other plan is refused. */
  readonly expected?: string | undefined;
}

/**
 * Plans a fleet.
 *
 * @throws DeployError `FLEET_MEMBERS`, `FLEET_WAVE_EMPTY`, `FLEET_TOLERANCE`, `FLEET_UNREADY` for several of these, and `FLEET_CHANGED` when the plan is not the expected one.
 * @example
 * const { waves, hash } = await planFleet(fleet, { environment: 'production', env: process.env, now: Date.now() });
 */
export async function planFleet(fleet: Fleet, options: PlanFleetOptions): Promise<FleetPlan> {
  const { environment, env, now, image, commit, only } = options;
  const { members, skipped } = await freezeMembers(fleet, { fleet: fleet.name, environment, env }, now, only);
  const cut = cutWaves(members, fleet.waves, image ?? commit?.replace(/\+$/, '') ?? fleet.name);
  const waves = fleet.waves
    .map((rule, index) => planned(fleet, rule, cut[index] ?? []))
    .filter((wave) => only === undefined || wave.members.length > 0);
  throwFleetProblems(fleet.name, waveProblems(fleet.name, waves, members.length, only !== undefined));
  const plan = {
    fleet: fleet.name,
    environment,
    pipeline: fleet.pipeline.name,
    image: image ?? null,
    waves,
    skipped,
    atOnce: fleet.atOnce,
    startEveryMs: fleet.startEveryMs,
    takeBack: fleet.takeBack,
  };
  const hash = hashOf({ ...plan, pipelineHash: fleet.pipeline.hash });
  if (options.expected !== undefined && options.expected !== hash)
    throw fleetChanged(fleet.name, options.expected, hash);
  return { ...plan, hash };
}

function waveProblems(
  fleet: string,
  waves: readonly PlannedWave[],
  members: number,
  some: boolean,
): readonly DeployError[] {
  const empty = waves.filter((wave) => wave.members.length === 0).map(({ name }) => name);
  // Of a few that are left, a wave may be smaller than its tolerance.
  const loose = some
    ? []
    : waves.filter((wave) => wave.members.length > 0 && wave.tolerate >= wave.members.length);
  return [
    ...(empty.length > 0 ? [waveEmpty(fleet, empty, members)] : []),
    ...loose.map((wave) => toleranceTooLarge(fleet, wave.name, wave.tolerate, wave.members.length)),
  ];
}

function planned(fleet: Fleet, rule: WaveRule, members: readonly Member[]): PlannedWave {
  const tolerate = toleratedOf(rule.tolerate, members.length) ?? 0;
  const bound = { strict: rule.strict, tolerate, atOnce: fleet.atOnce };
  return {
    ...rule,
    tolerate,
    members,
    atOnce: Math.min(mostInFlight(bound), members.length),
    mostBad: Math.min(mostBad(bound), members.length),
    excludes: excludedShare(members.length),
  };
}

/** Keys in one order, because labels come in any. */
function hashOf(plan: object): string {
  const text = JSON.stringify(plan, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
