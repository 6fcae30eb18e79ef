/** `machines`: the platform reports that every machine is started and healthy. */
import { counted } from '@paintbox/deploy-core/run';
import { isDeployError } from '@paintbox/deploy-core';
import type { CheckResult } from '@paintbox/deploy-core';
import type { ObservedMachine } from '@paintbox/deploy-core/release';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';

/** Asks the platform through the observer from the config. */
export async function machines(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  return [result('machines', `app ${tools.ctx.run.app}`, await look(target, tools))];
}

async function look(target: Target, { ctx, settings }: Tools): Promise<Finding> {
  if (settings.fleet === undefined) return { verdict: 'skip', message: 'nobody looks at machines here' };
  try {
    const fleet = await settings.fleet.observe(ctx);
    return fleet.status === 'seen'
      ? judge(fleet.machines, target.expectedBuild)
      : notAvailable(fleet.reason, target.expectedBuild !== undefined);
  } catch (error) {
    if (!isDeployError(error)) throw error;
    const message = `the platform did not say: ${error.message}`;
    return {
      verdict: 'inconclusive',
      message,
      evidence: { code: error.code },
      hint: error.hint ?? undefined,
    };
  }
}

/** A validation needs no access to the platform; a release does. */
function notAvailable(reason: string, released: boolean): Finding {
  return { verdict: released ? 'inconclusive' : 'skip', message: `the platform was not asked: ${reason}` };
}

function judge(all: readonly ObservedMachine[], expected: string | null | undefined): Finding {
  const serving = all.filter(({ serves }) => serves);
  const evidence = {
    machines: all.map(({ id, state, checks, buildId }) => ({ id, state, checks, build: buildId })),
  };
  const hint = 'look at the machines and their logs: fly machine list, fly logs';
  if (serving.length === 0) {
    return { verdict: 'fail', message: `none of ${counted(all.length, 'machine')} serves`, evidence, hint };
  }
  const problems = serving.flatMap((machine) => problemsOf(machine, expected));
  if (problems.length > 0) return { verdict: 'fail', message: problems.join('; '), evidence, hint };
  const asleep = serving.filter(isAsleep).length;
  const checked = serving.filter((machine) => !isAsleep(machine) && machine.checks.total > 0).length;
  const seen = [
    `${counted(serving.length - asleep, 'machine')} started`,
    ...(asleep > 0 ? [`${asleep} asleep`] : []),
    ...(checked > 0 ? ['all checks passing'] : []),
  ].join(', ');
  return checked === 0 && asleep < serving.length
    ? {
        verdict: 'warn',
        message: `${seen}; no health check says whether they are well`,
        evidence,
        hint: 'give the service a health check in fly.toml: without one the platform sends traffic to whatever has started',
      }
    : { verdict: 'pass', message: seen, evidence };
}

/** A machine that was stopped for lack of traffic is healthy. */
function isAsleep({ state, mayRest }: ObservedMachine): boolean {
  return mayRest && (state === 'stopped' || state === 'suspended');
}

function problemsOf(machine: ObservedMachine, expected: string | null | undefined): readonly string[] {
  const { id, state, checks, buildId } = machine;
  const asleep = isAsleep(machine);
  return [
    ...(state === 'started' || asleep ? [] : [`${id} is ${state}`]),
    ...(asleep || checks.passing === checks.total
      ? []
      : [`${id} passes ${checks.passing} of ${checks.total} health checks`]),
    ...(typeof expected === 'string' && buildId !== null && buildId !== expected
      ? [`${id} runs build ${buildId}, not ${expected}`]
      : []),
  ];
}
