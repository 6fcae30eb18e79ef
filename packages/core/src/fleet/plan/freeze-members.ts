/** The members of a fleet as they are when a plan is made. Who comes later is not swept in. */
import { membersWrong } from '../errors.ts';
import type { Fleet } from '../define/define-fleet.ts';
import type { FleetPlace, Member, Skip } from '../define/member.ts';
import type { PlanFleetOptions } from './plan-fleet.ts';

/** The members by name, and those that are left out. */
export interface FrozenMembers {
  readonly members: readonly Member[];
  readonly skipped: readonly Skip[];
}

const DAY_MS = 86_400_000;

/**
 * Asks for the members.
 *
 * @throws DeployError `FLEET_MEMBERS` listing every problem.
 */
export async function freezeMembers(
  fleet: Fleet,
  place: FleetPlace,
  now: number,
  only: PlanFleetOptions['only'],
): Promise<FrozenMembers> {
  const { members: source } = fleet;
  const listed = typeof source === 'function' ? await source(place) : source;
  const problems = [...memberProblems(listed), ...unknownApps(listed, only)];
  if (problems.length > 0) throw membersWrong(fleet.name, problems);
  const wanted = listed.filter((member) => isWanted(member, only));
  const sorted = wanted.toSorted((a, b) => (a.app < b.app ? -1 : 1));
  const present = fleet.skip.filter(({ until }) => until === undefined || now < Date.parse(until) + DAY_MS);
  const skipOf = ({ app }: Member): Skip | undefined => present.find((skip) => skip.app === app);
  return {
    members: sorted.filter((member) => skipOf(member) === undefined),
    skipped: sorted.flatMap((member) => {
      const skip = skipOf(member);
      return skip === undefined ? [] : [skip];
    }),
  };
}

function isWanted({ app }: Member, only: PlanFleetOptions['only']): boolean {
  if (only === undefined) return true;
  return typeof only === 'function' ? only(app) : only.includes(app);
}

/** A list names members; a function only chooses among those there are. */
function unknownApps(members: readonly Member[], only: PlanFleetOptions['only'] = []): readonly string[] {
  if (typeof only === 'function') return [];
  const known = new Set(members.map(({ app }) => app));
  return only.filter((app) => !known.has(app)).map((app) => `'${app}' is not among them`);
}

function memberProblems(members: readonly Member[]): readonly string[] {
  if (members.length === 0) return ['it has no members'];
  const apps = new Set<string>();
  return members.flatMap(({ app, labels, url }, index) => {
    if (typeof app !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(app)) {
      return [`member ${index + 1} has no name of an app, but ${JSON.stringify(app) ?? 'nothing'}`];
    }
    const twice = apps.has(app) ? [`'${app}' is listed twice`] : [];
    apps.add(app);
    if (typeof labels !== 'object' || labels === null)
      return [...twice, `'${app}' has no labels: give { } for none`];
    const noAddress =
      url === undefined || isAddress(url)
        ? []
        : [`the url of '${app}' is ${JSON.stringify(url)}, not an http(s) address`];
    const wrong = Object.entries(labels).filter(([, value]) => typeof value !== 'string');
    return [...twice, ...noAddress, ...wrong.map(([label]) => `label '${label}' of '${app}' is no text`)];
  });
}

function isAddress(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
