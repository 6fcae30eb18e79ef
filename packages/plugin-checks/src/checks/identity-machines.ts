/** `identity.machines`: each machine of the release, addressed by its id, answers as the new build. */
import { counted } from '@paintbox/deploy-core/run';
import type { CheckResult } from '@paintbox/deploy-core';
import { isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import { parseObject } from '../http/parse-object.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import { shown } from '../suite/witness.ts';

/** Asks the health document of each machine through the edge. */
export async function identityMachines(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  return [result('identity.machines', target.url, await look(target, tools))];
}

async function look(target: Target, tools: Tools): Promise<Finding> {
  const { expectedBuild, machines = [] } = target;
  if (expectedBuild === undefined || expectedBuild === null || machines.length === 0) {
    return { verdict: 'skip', message: 'nobody said which machines must answer' };
  }
  const answers = await Promise.all(machines.map((machine) => ask(target, tools, machine)));
  const evidence = {
    expected: expectedBuild,
    machines: answers.map(({ machine, named, build, answer }) => ({
      machine,
      answeredBy: named,
      build,
      status: answer.status,
    })),
  };
  const wrong = answers.filter(
    ({ build, answer }) => build !== null && build !== expectedBuild && isGood(answer),
  );
  if (wrong.length > 0) {
    const names = wrong.map(({ machine, build }) => `${machine} is build ${shown(build ?? '')}`);
    const message = `${names.join(', ')}, not ${expectedBuild}`;
    const hint = 'look why these machines were not replaced: fly machine list';
    return { verdict: 'fail', message, evidence, hint };
  }
  const silent = answers.filter(({ answer }) => !isGood(answer));
  if (silent.length > 0) {
    const names = silent.map(({ machine, answer }) => `${machine} (${reasonOf(answer)})`);
    const message = `no good answer from ${names.join(', ')}`;
    return { verdict: 'fail', message, evidence, hint: 'look at the logs of these machines' };
  }
  const proven = answers.filter(({ machine, named, build }) => machine === named && build === expectedBuild);
  if (proven.length < answers.length) {
    const message = `only ${proven.length} of ${answers.length} machines say their name and build, so it is open which ones answered`;
    return { verdict: 'skip', message, evidence };
  }
  const message = `${counted(answers.length, 'machine')}, each answering as build ${expectedBuild}`;
  return { verdict: 'pass', message, evidence };
}

interface MachineAnswer {
  readonly machine: string;
  readonly answer: Answer;
  readonly build: string | null;
  /** The machine named in the answer. */
  readonly named: string | null;
}

async function ask(target: Target, tools: Tools, machine: string): Promise<MachineAnswer> {
  const { endpoints, identity } = tools.settings;
  const answer = await tools.http(target.url + endpoints.health, {
    [identity.machineHeader]: machine,
    'cache-control': 'no-cache',
  });
  const by = tools.witness.see(answer, true);
  const inBody = parseObject(answer.body)?.['machine'];
  const named = by.machine ?? (typeof inBody === 'string' ? inBody : null);
  return { machine, answer, build: by.version, named };
}

function reasonOf(answer: Answer): string {
  return answer.error?.message ?? `status ${answer.status}`;
}
