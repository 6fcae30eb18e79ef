/** Lists unexpected machines, the evidence, and what will be done. Repairs only what is proven. */
import { isDeployError } from '@paintbox/deploy-core';
import { readRecord } from '@paintbox/deploy-core/run';
import type { StageContext } from '@paintbox/deploy-core';
import type { RunStatus } from '@paintbox/deploy-core/run';
import { retire, revive } from './change-machines.ts';
import { classify } from './classify.ts';
import type { Role } from './classify.ts';
import { serves } from './fitness.ts';
import { readMachines } from './fleet.ts';
import type { Machines } from './fleet.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from './machine.ts';

/**
 * The action for a machine.
 *
 * - `keep`: it is harmless
 * - `remove`: it is a proven leftover, and other machines serve
 * - `return`: it is out of traffic, and no other machine of its group serves
 * - `refuse`: nothing proves its role, so a person must decide
 */
export type Action = 'keep' | 'remove' | 'return' | 'refuse';

/** An unexpected machine. */
export interface MachineFinding {
  readonly machine: FleetMachine;
  readonly role: Role;
  readonly action: Action;
  /** Why, in words. */
  readonly evidence: string;
}

/** The ends of the runs that made the machines, by build id. Runs unknown to the state are left out. */
export type RunFates = ReadonlyMap<string, RunStatus | 'running'>;

/** Compares the machines with the ends of the runs that made them. Pure. */
export function findingsOf(fleet: Machines, fates: RunFates): readonly MachineFinding[] {
  const roles = classify(fleet);
  return [...fleet.managed, ...fleet.others].flatMap((machine): readonly MachineFinding[] => {
    const role = roles.get(machine.id) ?? 'unexplained';
    const group = fleet.managed.filter((other) => other.group === machine.group);
    const judged = judge(machine, role, { group, roles, fate: fates.get(machine.buildId ?? '') });
    return judged === undefined ? [] : [{ machine, role, ...judged }];
  });
}

/** One line for people. */
export function findingLine({ machine, role, action, evidence }: MachineFinding): string {
  const what = { keep: 'left alone', remove: 'removed', return: 'put back to work', refuse: 'not touched' };
  return `machine ${machine.id} (${machine.group}, release v${machine.releaseVersion ?? '?'}, ${machine.state}${machine.cordoned ? ', cordoned' : ''}): ${role}, to be ${what[action]} - ${evidence}`;
}

/** Classifies, prints, and repairs what is proven. Returns the number of changed machines. A second call does nothing. */
export async function reconcile(ctx: StageContext, flyctl: Flyctl): Promise<number> {
  const fleet = await readMachines(flyctl);
  const findings = findingsOf(fleet, await fatesOf(ctx, fleet));
  const of = (action: Action): readonly FleetMachine[] =>
    findings.filter((finding) => finding.action === action).map(({ machine }) => machine);
  for (const finding of findings) {
    if (finding.action !== 'keep') ctx.log.warn(findingLine(finding));
  }
  await revive(ctx, flyctl, of('return'));
  await retire(ctx, flyctl, of('remove'));
  return of('return').length + of('remove').length;
}

/** The ends of the runs that made the present machines. */
export async function fatesOf(ctx: StageContext, fleet: Machines): Promise<RunFates> {
  const ids = new Set(fleet.managed.map(({ buildId }) => buildId).filter((id) => id !== null));
  const fates = await Promise.all(
    [...ids].map(async (id) => {
      try {
        // Machines that an undo made belong to the undone run.
        return [id, (await readRecord(ctx.state, id.replace(/-undo$/, ''))).status] as const;
      } catch (error) {
        // Without a readable run, its machines stay unexplained.
        if (isDeployError(error) && TELLS_NOTHING.has(error.code)) return undefined;
        throw error;
      }
    }),
  );
  return new Map(fates.filter((fate) => fate !== undefined));
}

const TELLS_NOTHING = new Set(['RUN_UNKNOWN', 'STATE_BAD_KEY', 'JOURNAL_BROKEN', 'JOURNAL_NEWER']);

/** Machines of runs with these ends must not serve. */
const GAVE_UP: ReadonlySet<RunStatus | 'running'> = new Set([
  'failed',
  'rolled-back',
  'cancelled',
  'inconclusive',
  'locked',
]);

interface Around {
  /** All managed machines of the same process group. */
  readonly group: readonly FleetMachine[];
  readonly roles: ReadonlyMap<string, Role>;
  readonly fate: RunStatus | 'running' | undefined;
}

type JudgedMachine = Pick<MachineFinding, 'action' | 'evidence'>;

function judge(machine: FleetMachine, role: Role, around: Around): JudgedMachine | undefined {
  return role === 'live' ? undefined : JUDGES[role](machine, around);
}

/** The judge of each role; a role without one is a compile error. */
const JUDGES: Readonly<
  Record<Exclude<Role, 'live'>, (machine: FleetMachine, around: Around) => JudgedMachine>
> = {
  'green-zombie': (machine, around) =>
    leftOver(around, 1, `a blue-green deploy made it (tag ${machine.tag}) and it never came to serve`),

  // Replaced machines may be removed only when at least as many others serve.
  'blue-zombie': (machine, around) => {
    const alike = around.group.filter(({ id }) => around.roles.get(id) === 'blue-zombie');
    return leftOver(around, alike.length, `a blue-green deploy replaced it (tag ${machine.tag})`);
  },

  unexplained: (machine, around) => {
    if (wasTakenOut(machine, around.group)) {
      return {
        action: 'return',
        evidence: 'it served before, and no machine of its group takes traffic now',
      };
    }
    return around.fate !== undefined && GAVE_UP.has(around.fate) && servingIn(around) > 0
      ? { action: 'remove', evidence: `run ${machine.buildId} made it and ended as '${around.fate}'` }
      : { action: 'refuse', evidence: 'nothing proves that it is left over' };
  },

  'release-command': () => ({
    action: 'keep',
    evidence: 'flyctl removes it when it next runs a release command',
  }),

  foreign: () => ({ action: 'keep', evidence: 'no deploy made it' }),
};

function leftOver(around: Around, needed: number, why: string): JudgedMachine {
  const serving = servingIn(around);
  return serving >= needed
    ? { action: 'remove', evidence: `${why}; ${serving} machine(s) of its group serve` }
    : { action: 'refuse', evidence: `${why}, but only ${serving} machine(s) of its group serve` };
}

function servingIn({ group, roles }: Around): number {
  return group.filter((other) => roles.get(other.id) === 'live' && serves(other)).length;
}

/** True for a machine that a deploy took out of traffic and did not replace: its group has no other release, or its tag says that it served. */
function wasTakenOut(machine: FleetMachine, group: readonly FleetMachine[]): boolean {
  const down = !group.some(({ state, cordoned }) => state === 'started' && !cordoned);
  const versions = new Set(group.map(({ releaseVersion }) => releaseVersion));
  return down && machine.cordoned && (versions.size === 1 || machine.tag === 'safe_to_destroy');
}
