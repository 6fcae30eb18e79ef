/** Sees from outside that machines answer after they were let into traffic: the switch is seen to have worked, and not only told. */
import type { StageContext } from '@paintbox/deploy-core';
import type { Booted } from '../artifacts.ts';
import { notSeen } from '../release-errors.ts';
import { askMachine } from './ask-machine.ts';
import type { MachineAnswer } from './ask-machine.ts';

/** What is expected. */
export interface Outside {
  /** Name of the header with the build id. */
  readonly buildHeader: string;
  /** Null when any build is right. */
  readonly buildId: string | null;
  /** How long the proxy may need until it knows of the change everywhere, in ms. */
  readonly spreadMs: number;
}

/** Growing, because most answer at once. */
const FIRST_LOOK_MS = 100;
const LOOK_MS = 500;
/** After the spread, one that still fails does not answer. */
const MORE_MS = 10_000;

/**
 * Waits until every machine has answered, and for the time that the proxy needs. An address that cannot be reached from here is said and not held against the
 * release: the checks from outside decide.
 *
 * @throws DeployError `FLY_NOT_SEEN`
 */
export async function seeAnswer(
  ctx: StageContext,
  machines: readonly Booted[],
  outside: Outside,
): Promise<void> {
  const asked = machines.filter(({ reached, rests }) => reached && !rests);
  const startedAt = ctx.clock.now();
  for (let open = asked, pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(LOOK_MS, 2 * pauseMs)) {
    const answers = await Promise.all(
      open.map(async (machine) => ({ machine, answer: await askMachine(ctx, machine, outside.buildHeader) })),
    );
    const dark = answers.some(({ answer }) => answer.outcome === 'not-reachable');
    open = answers.filter(({ answer }) => !isRight(answer, outside)).map(({ machine }) => machine);
    const waitedMs = ctx.clock.now() - startedAt;
    if (open.length === 0) break;
    if (dark && waitedMs >= outside.spreadMs) {
      ctx.log.warn(
        `${ctx.run.url} cannot be reached from here: whether the new machines answer is left to the checks`,
      );
      break;
    }
    if (waitedMs >= outside.spreadMs + MORE_MS)
      throw notSeen(
        answers
          .filter(({ answer }) => !isRight(answer, outside))
          .map(({ machine, answer }) => `${machine.id} ${wordsOf(answer)}`),
        waitedMs,
      );
    ctx.progress(`${asked.length - open.length} of ${asked.length} machines answer from outside`);
    await ctx.clock.sleep(pauseMs, ctx.signal);
  }
  const leftMs = outside.spreadMs - (ctx.clock.now() - startedAt);
  if (leftMs <= 0) return;
  ctx.progress('waiting until every part of the proxy knows');
  await ctx.clock.sleep(leftMs, ctx.signal);
}

function isRight(answer: MachineAnswer, { buildId }: Outside): boolean {
  if (answer.outcome !== 'answered' || answer.status >= 500) return false;
  return answer.build === null || buildId === null || answer.build === buildId;
}

function wordsOf(answer: MachineAnswer): string {
  if (answer.outcome !== 'answered') return 'says nothing';
  return answer.status >= 500 ? `answers ${answer.status}` : `answers as build ${answer.build}`;
}
