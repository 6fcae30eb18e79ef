/** What doctor finds in the state: the holder of the lock, and the runs without a verdict. */
import { isDeployError, stage } from '@paintbox/deploy-core';
import type { CheckResult, Stage, StateStore } from '@paintbox/deploy-core';
import { lockStatus, readState } from '@paintbox/deploy-core/run';
import type { LockStatus } from '@paintbox/deploy-core/run';

const OPEN = 'open/';

/** The stage that looks. A finding does not stop a deploy from starting, so it only warns. It names the command that settles the run or frees the lock. */
export function lookAtState(): Stage<'doctor.state', never, never> {
  return stage({
    name: 'doctor.state',
    describe: 'lock and unfinished runs',
    async run(_inputs, ctx) {
      const lock = await lockStatus(ctx.state);
      const holder = lock?.held === true ? lock.entry.runId : undefined;
      const open = (await ctx.state.list(OPEN)).map((key) => key.slice(OPEN.length));
      const left = open.filter((runId) => runId !== holder);
      const unsettled = await Promise.all(left.map((runId) => unsettledRun(ctx.state, runId)));
      const found = [...(lock?.held === true ? [heldLock(lock)] : []), ...unsettled].filter(
        (check) => check !== undefined,
      );
      for (const check of found) ctx.check(check);
      if (found.length === 0) ctx.log.info('the lock is free, and no run is unfinished');
    },
  });
}

function heldLock({ entry, token, activity }: LockStatus): CheckResult {
  const doing = activity === undefined ? '' : `, ${activity}`;
  return {
    id: 'state.lock',
    target: entry.runId,
    verdict: 'warn',
    critical: false,
    message: `run ${entry.runId} (${entry.pipeline}${doing}) holds the lock since ${entry.since}: a deploy would wait for it`,
    evidence: { host: entry.host, token },
    hint: `look at it with \`paintbox-deploy show ${entry.runId}\`, or wait for it with --lock-wait 10m`,
  };
}

/** Undefined for a run that has its verdict, but was killed before it removed its mark. */
async function unsettledRun(state: StateStore, runId: string): Promise<CheckResult | undefined> {
  const finding = (message: string, hint: string): CheckResult => ({
    id: 'state.runs',
    target: runId,
    verdict: 'warn',
    critical: false,
    message,
    evidence: {},
    hint,
  });
  let pipeline: string | undefined;
  try {
    const { verdict, started } = await readState(state, runId);
    if (verdict !== undefined) return undefined;
    pipeline = started?.pipeline;
  } catch (error) {
    if (!isDeployError(error)) throw error;
    return finding(error.message, error.hint ?? 'start a new run');
  }
  if (pipeline === undefined) {
    return finding(
      `run ${runId} was killed before its first word, and changed nothing`,
      'there is nothing to do: the next deploy takes its mark away',
    );
  }
  return finding(
    `run ${runId} (${pipeline}) has no verdict: its process is gone`,
    `\`paintbox-deploy resume ${runId}\` finishes it, with --undo it takes it back; the next deploy takes it back, too`,
  );
}
