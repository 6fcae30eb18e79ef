/** Asks members before anything is handed out: the plan of each one's own run, by reading only. */
import { planPipeline } from '../../engine/plan.ts';
import type { ErrorRecord } from '../../words/error.ts';
import { isAboutThrottling } from '../../words/error-meaning.ts';
import type { TrafficCost } from '../../words/planned.ts';
import type { Fleet } from '../define/define-fleet.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { Member } from '../define/member.ts';
import { secretsOf } from './member-secrets.ts';
import type { FleetPlan } from '../plan/plan-fleet.ts';
import { releaseParams } from './run-member.ts';
import type { RunMemberOptions } from './run-member.ts';

/** What is known of a member before its run. */
export interface AskedMember {
  readonly app: string;
  /** What stands in the way of its run, one by one. */
  readonly problems: readonly ErrorRecord[];
  /** What the release costs it in traffic, where the stages of its pipeline say so. */
  readonly traffic: readonly TrafficCost[];
  /** True when a service asked to call less often, so that not all of it is known. */
  readonly throttled: boolean;
  /** How many changes its run would make, as far as they can be foreseen. */
  readonly changes: number;
}

/** What members are asked with. */
export interface AskMembersOptions extends Pick<
  RunMemberOptions,
  'pipelines' | 'environment' | 'stateOf' | 'env' | 'commandLine' | 'clock'
> {
  readonly signal: AbortSignal;
  /** True when the image may be released although it was taken back before. Default false. */
  readonly again?: boolean | undefined;
  /** Called after each member with the number of those that were asked. */
  readonly onAsked?: ((asked: number) => void) | undefined;
}

/**
 * Asks the members of a plan, as many at the same time as it would run, in the order in which they would be served. One whose address is not known is left out.
 * Nothing is changed, and no problem of one member hides another.
 *
 * @throws the reason of the signal, when it aborts.
 * @example
 * const stateOf = (app: string) => fileStore(`.paintbox/state/${app}`);
 * const asked = await askMembers(fleet, fleetPlan, { pipelines: [deploy], environment: { name: 'production' }, stateOf, signal });
 * const hindered = asked.filter(({ problems }) => problems.length > 0);
 */
export async function askMembers(
  fleet: Fleet,
  plan: Pick<FleetPlan, 'waves' | 'image' | 'atOnce'>,
  { environment, stateOf, signal, again = false, onAsked, ...others }: AskMembersOptions,
): Promise<readonly AskedMember[]> {
  const { env = {}, clock } = others;
  const place = { fleet: fleet.name, environment: environment.name, env };
  const members = plan.waves.flatMap((wave) => wave.members);
  let asked = 0;
  const ask = async (member: Member, url: string): Promise<AskedMember> => {
    const { app } = member;
    const { stages, problems } = await planPipeline({
      ...others,
      pipeline: fleet.pipeline,
      environment: { ...environment, app, url },
      store: stateOf(app),
      params: plan.image === null ? {} : releaseParams(fleet.pipeline, plan.image, again),
      secrets: secretsOf(fleet, member, place, { clock, signal }),
      signal,
    });
    onAsked?.((asked += 1));
    const all = problems.flatMap(leavesOf);
    return {
      app,
      problems: all.filter((problem) => !isAboutThrottling(problem)),
      throttled: all.some((problem) => isAboutThrottling(problem)),
      traffic: stages.flatMap(({ traffic }) => traffic ?? []),
      changes: stages.reduce((sum, { effects }) => sum + effects.length, 0),
    };
  };
  const known = members.flatMap((member) => (member.url === undefined ? [] : [{ member, url: member.url }]));
  return eachAtOnce(known, plan.atOnce, ({ member, url }) => ask(member, url));
}

/** An error that gathers others says nothing that they do not say. */
function leavesOf(error: ErrorRecord): readonly ErrorRecord[] {
  const { problems = [] } = error;
  return problems.length === 0 ? [error] : problems.flatMap(leavesOf);
}
