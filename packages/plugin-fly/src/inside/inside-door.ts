/** The door into machines: asks their apps over their own loopback address, by a program of the image that exec runs. */
import type { Secret, StageContext } from '@paintbox/deploy-core';
import type { InsideAnswer, InsideDoor, InsideRequest } from '@paintbox/deploy-core/release';
import { findProgram } from './find-program.ts';
import type { PlainRequest, Program } from './program.ts';
import { runInside } from './run-inside.ts';

/** What waits for its turn at a machine. */
interface Waiting {
  readonly request: InsideRequest;
  readonly ctx: StageContext;
  readonly done: PromiseWithResolvers<InsideAnswer>;
}

interface Machine {
  readonly id: string;
  readonly waiting: Waiting[];
  /** Found once. */
  program: Program | undefined;
  isAsking: boolean;
}

/** Documented nowhere; a longer exec was seen to be cut (superfly/flyctl#4194). */
const LONGEST_S = 60;
const PROBE_S = 10;

/**
 * The way into the machines of the app, for `inside()` of the checks.
 *
 * The platform allows about one exec a second for each machine. What is asked of a machine at the same time is therefore asked in one exec, where the
 * program of the image can do that. Tokens and other secrets go through the input of the program, never through its arguments.
 *
 * @example
 * inside({ door: insideDoor() });
 */
export function insideDoor(): InsideDoor {
  const machines = new Map<string, Machine>();
  return {
    ask(id, request, ctx) {
      const key = `${ctx.run.app} ${id}`;
      const machine = machines.get(key) ?? { id, waiting: [], program: undefined, isAsking: false };
      machines.set(key, machine);
      const done = Promise.withResolvers<InsideAnswer>();
      machine.waiting.push({ request, ctx, done });
      if (!machine.isAsking) void askAll(machine);
      return done.promise;
    },
  };
}

/** Never rejects: what goes wrong is told to those who wait. */
async function askAll(machine: Machine): Promise<void> {
  machine.isAsking = true;
  for (let next = machine.waiting[0]; next !== undefined; next = machine.waiting[0]) {
    let group: readonly Waiting[] = [];
    try {
      const { ctx } = next;
      const probe = (argv: readonly string[]): ReturnType<typeof runInside> =>
        runInside(ctx, machine.id, { argv, timeoutS: PROBE_S, repeatable: true });
      const found = machine.program ?? (await findProgram(probe));
      if ('outcome' in found) {
        group = machine.waiting.splice(0);
        for (const { done } of group) done.resolve(found);
        continue;
      }
      machine.program = found;
      group = machine.waiting.splice(0, found.atOnce);
      await askTogether(machine.id, found, group);
    } catch (error) {
      if (group.length === 0) group = machine.waiting.splice(0);
      for (const { done } of group) done.reject(error);
    }
  }
  machine.isAsking = false;
}

async function askTogether(id: string, program: Program, group: readonly Waiting[]): Promise<void> {
  const answers = await send(id, program, group);
  for (const [at, one] of group.entries()) {
    const answer = answers[at] ?? lost(program);
    const isUnclear = answer.outcome === 'not-asked' && answer.kind === 'unclear';
    // One of several may have been lost with the others.
    const again = isUnclear && group.length > 1 && one.request.method === 'GET';
    one.done.resolve(again ? ((await send(id, program, [one]))[0] ?? answer) : answer);
  }
}

async function send(
  id: string,
  program: Program,
  group: readonly Waiting[],
): Promise<readonly InsideAnswer[]> {
  const ctx = group[0]?.ctx;
  if (ctx === undefined) return [];
  const requests = group.map(({ request }) => plain(request, `paintbox-${ctx.random.uuid()}`));
  const command = program.command(requests);
  if ('cannot' in command) {
    return group.map(() => ({ outcome: 'not-asked', kind: 'secret', reason: command.cannot }));
  }
  // Programs that ask one after the other need the sum at worst; that is rare, and what is cut is asked again alone.
  const longestMs = Math.max(...requests.map(({ timeoutMs }) => timeoutMs));
  const ran = await runInside(ctx, id, {
    ...command,
    timeoutS: Math.min(LONGEST_S, Math.ceil(longestMs / 1000) + 5),
    repeatable: requests.every(({ method }) => method === 'GET'),
  });
  return 'outcome' in ran ? group.map(() => ran) : program.read(ran, requests);
}

function lost({ name }: Program): InsideAnswer {
  return { outcome: 'not-asked', kind: 'unclear', reason: `${name} printed no answer` };
}

function plain({ headers, body, ...rest }: InsideRequest, mark: string): PlainRequest {
  const isSecret = [body, ...Object.values(headers)].some((value) => typeof value === 'object');
  const entries = Object.entries(headers).map(([name, value]) => [name, revealed(value)] as const);
  return {
    ...rest,
    headers: Object.fromEntries(entries),
    body: body === undefined ? undefined : revealed(body),
    isSecret,
    mark,
  };
}

function revealed(value: string | Secret<string>): string {
  return typeof value === 'string' ? value : value.reveal();
}
