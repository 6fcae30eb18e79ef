/** A run that takes back what an earlier run of the fleet released: its first events, and its next step. */
import { counted, isOrAre } from '../../words/counted.ts';
import { JOURNAL_FORMAT } from '../../journal/chain.ts';
import { coreVersion } from '../../version.ts';
import { nothingLeft } from '../errors.ts';
import { pagesOf } from './fleet-beginning.ts';
import type { FleetEventBody, FrozenMember, TakesBack } from '../journal/fleet-event.ts';
import type { FleetState, MemberState } from '../journal/fleet-state.ts';
import type { FleetStep } from './next-step.ts';
import { atPace } from '../journal/pace.ts';

/** What is taken back, and who says so. */
export interface TakeBackOf {
  readonly who: string;
  readonly because: string;
  /** Only the members of this wave, or only this member. Default: everybody who is on the new release. */
  readonly wave?: string | undefined;
  readonly app?: string | undefined;
}

/**
 * The members of a run that has ended that would be taken back. Of one that is stopped, `stopOutlook` says it.
 *
 * @throws DeployError `FLEET_NOTHING_LEFT` when nobody is on the new release.
 */
export function membersToTakeBack(
  state: FleetState,
  { wave, app }: Pick<TakeBackOf, 'wave' | 'app'>,
): readonly MemberState[] {
  const chosen = [...state.members.values()].filter(
    (member) =>
      member.status === 'good' &&
      (wave === undefined || member.wave === wave) &&
      (app === undefined || member.app === app),
  );
  const where = app === undefined ? (wave === undefined ? 'the fleet' : `wave '${wave}'`) : `'${app}'`;
  if (chosen.length === 0 || state.image === null)
    throw nothingLeft(`no member of ${where} is on the release of that run`);
  return chosen;
}

/** What is journaled before anything is taken back. The members begin as that run left them. */
export function takeBackBeginning(
  runId: string,
  state: FleetState,
  said: TakeBackOf,
  token: number,
): readonly FleetEventBody[] {
  const { started, image } = state;
  const chosen = membersToTakeBack(state, said);
  if (started === undefined) return [];
  const { fleet, environment, pipeline, plan } = started;
  const waves = started.waves.filter(({ name }) => chosen.some(({ wave }) => wave === name));
  const { who, because } = said;
  // One member alone says nothing against the image.
  const hold = said.app === undefined && said.wave === undefined;
  const takesBack: TakesBack = { run: runId, who, because, hold };
  const members: readonly FrozenMember[] = chosen.map(({ app, labels, url, wave }) => ({
    app,
    labels,
    url,
    wave,
    skipped: null,
  }));
  return [
    {
      type: 'fleet.started',
      fleet,
      environment,
      pipeline,
      plan,
      image,
      waves: waves.map((wave) => ({ ...wave, gate: false, only: null, bakeMs: 0 })),
      members: members.length,
      takeBack: 'none',
      startEveryMs: 0,
      again: true,
      takesBack,
      token,
      version: coreVersion(),
      journal: JOURNAL_FORMAT,
    },
    ...pagesOf(members),
  ];
}

/** The next step of such a run: last in, first out. No single failure stops it. */
export function takeBackRunStep(state: FleetState, { run, who, because, hold }: TakesBack): FleetStep {
  const { image, started } = state;
  if (hold && image !== null && !state.held)
    return { type: 'hold', image, because: `${who} took run ${run} back: ${because}` };
  const members = [...state.members.values()];
  const running = members.filter(({ status }) => status === 'running').length;
  const left = members.filter(({ status }) => status === 'good').toReversed();
  const room = atPace(started?.waves[0]?.atOnce ?? 1, state.pace) - running;
  if (left.length > 0 && room > 0)
    return { type: 'hand', goal: 'back', apps: left.slice(0, room).map(({ app }) => app) };
  if (running > 0)
    return {
      type: 'wait',
      for: 'members',
      until: undefined,
      because: `${counted(running, 'member')} ${isOrAre(running)} under way`,
    };
  const persons = members.filter(({ status }) => status === 'person').length;
  return persons > 0
    ? {
        type: 'end',
        exitCode: 4,
        because: `${counted(persons, 'member')} need${persons === 1 ? 's' : ''} a person`,
      }
    : { type: 'end', exitCode: 0, because: `what run ${run} released is proven back` };
}
