/** Asks the members of a plan, where that is wanted, and says how far it is. */
import { askMembers } from '@paintbox/deploy-core/fleet';
import type { AskedMember, FleetPlan } from '@paintbox/deploy-core/fleet';
import { counted } from '@paintbox/deploy-core/run';
import { conflict } from '../../errors.ts';
import { watchSignals } from '../../signals.ts';
import type { Invocation } from '../invocation.ts';
import type { FleetDesk } from './fleet-desk.ts';
import { memberEnv } from './fleet-world.ts';

/** More are asked only when somebody says so: each is several calls of its platform. */
const MOST_ASKED = 200;
/** It says how far it is so often. */
const TELLS = 10;

/** True when the members are to be asked: few, or `--ask`. */
export function asksMembers({ values }: Invocation, plan: FleetPlan): boolean {
  const [ask, noAsk] = [values.switches.has('ask'), values.switches.has('no-ask')];
  if (ask && noAsk) throw conflict('--ask and --no-ask exclude each other', 'give one of --ask and --no-ask');
  return ask || (!noAsk && membersOf(plan) <= MOST_ASKED);
}

/**
 * What is asked before a deploy: the first wave; with `--ask` the whole plan. Undefined where nothing is to be learned: whoever names a plan has seen what its members
 * said, and a process that only coordinates may lack what its workers have.
 */
export function askedBeforeDeploy(invocation: Invocation, plan: FleetPlan): FleetPlan | undefined {
  const { switches, values } = invocation.values;
  const all = switches.has('ask');
  const asked = all ? plan : { ...plan, waves: plan.waves.slice(0, 1) };
  const learnsNothing = values['plan'] !== undefined || switches.has('no-work');
  return asksMembers(invocation, asked) && (all || !learnsNothing) ? asked : undefined;
}

/** The members that a plan would serve. */
export function membersOf({ waves }: FleetPlan): number {
  return waves.reduce((sum, wave) => sum + wave.members.length, 0);
}

/** Asks them. */
export async function askedMembers(
  invocation: Invocation,
  desk: FleetDesk,
  plan: FleetPlan,
): Promise<readonly AskedMember[]> {
  const { config, place, io, closing, values } = invocation;
  const controller = new AbortController();
  const unwatch = watchSignals({
    source: io.signals,
    controller,
    resume: undefined,
    does: 'no more members are asked',
    leaves: 'nothing was changed',
    say: (message) => void io.stderr.write(`\n${message}\n`),
    insist: (code) => io.exitNow?.(code),
  });
  const all = membersOf(plan);
  const step = Math.ceil(all / TELLS);
  try {
    return await askMembers(desk.fleet, plan, {
      pipelines: config.pipelines,
      environment: { name: place.name, note: place.note },
      stateOf: (app) => desk.stateOf(app),
      env: memberEnv(io.env),
      commandLine: closing.commandLine,
      signal: controller.signal,
      again: values.switches.has('again'),
      onAsked(asked) {
        if (all > TELLS && asked % step === 0)
          io.stderr.write(`asked ${asked} of ${counted(all, 'member')}\n`);
      },
    });
  } finally {
    unwatch();
  }
}
