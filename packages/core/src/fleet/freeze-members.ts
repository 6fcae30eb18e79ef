/** The members of a fleet as they are when a plan is made. Who comes later is not swept in. */
import { membersWrong } from './errors.ts';
import type { Fleet } from './define-fleet.ts';
import type { FleetPlace, Member } from './member.ts';

/** A member that is left out, and why. */
export interface SkippedMember {
  readonly app: string;
  readonly because: string;
}

/** The members by name, and those that are left out. */
export interface FrozenMembers {
  readonly members: readonly Member[];
  readonly skipped: readonly SkippedMember[];
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
  only: readonly string[] | undefined,
): Promise<FrozenMembers> {
  const { members: source } = fleet;
  const listed = typeof source === 'function' ? await source(place) : source;
  const problems = [...memberProblems(listed), ...unknownApps(listed, only ?? [])];
  if (problems.length > 0) throw membersWrong(fleet.name, problems);
  const wanted = only === undefined ? listed : listed.filter(({ app }) => only.includes(app));
  const sorted = wanted.toSorted((a, b) => (a.app < b.app ? -1 : 1));
  const present = fleet.skip.filter(({ until }) => until === undefined || now < Date.parse(until) + DAY_MS);
  const reasonFor = ({ app }: Member): string | undefined =>
    present.find((skip) => skip.app === app)?.because;
  return {
    members: sorted.filter((member) => reasonFor(member) === undefined),
    skipped: sorted.flatMap((member) => {
      const because = reasonFor(member);
      return because === undefined ? [] : [{ app: member.app, because }];
    }),
  };
}

function unknownApps(members: readonly Member[], only: readonly string[]): readonly string[] {
  const known = new Set(members.map(({ app }) => app));
  return only.filter((app) => !known.has(app)).map((app) => `'${app}' is not among them`);
}

function memberProblems(members: readonly Member[]): readonly string[] {
  if (members.length === 0) return ['it has no members'];
  const apps = new Set<string>();
  return members.flatMap(({ app, labels }, index) => {
    if (typeof app !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(app)) {
      return [`member ${index + 1} has no name of an app, but ${JSON.stringify(app) ?? 'nothing'}`];
    }
    const twice = apps.has(app) ? [`'${app}' is listed twice`] : [];
    apps.add(app);
    if (typeof labels !== 'object' || labels === null)
      return [...twice, `'${app}' has no labels: give { } for none`];
    const wrong = Object.entries(labels).filter(([, value]) => typeof value !== 'string');
    return [...twice, ...wrong.map(([label]) => `label '${label}' of '${app}' is no text`)];
  });
}
