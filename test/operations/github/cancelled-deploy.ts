/**
 * Somebody presses cancel while the workflow deploys: the runner signals the shell of the step, waits, and ends it; the job that recovers adopts what is left.
 */
import * as assert from 'uvu/assert';
import type { SlackEmulator } from '@paintbox/deploy-emulators/notify';
import type { Rig } from '../../e2e/rig.ts';
import { wholeFleet } from '../../e2e/whole-fleet.ts';
import type { JobEnd } from './runner.ts';
import { runDeployWorkflow } from './world.ts';

/** Jobs by id. */
export type Jobs = Readonly<Record<string, JobEnd>>;

/** The step that deploys. */
export function deployStep(jobs: Jobs): JobEnd['steps'][number] {
  const step = jobs['deploy']?.steps.find(({ name }) => name === 'Deploy');
  if (step === undefined) throw new Error(`nothing was deployed:\n${outputOf(jobs)}`);
  return step;
}

/** Everything before the deploy as done: a deploy after it releases the image that was built once. The watch after it is left out. */
export function upToBuild(jobs: Jobs): Jobs {
  const done = ['quality', 'test', 'aws', 'build'].flatMap((id) => {
    const job = jobs[id];
    return job === undefined ? [] : [[id, { ...job, steps: [] }] as const];
  });
  return { ...Object.fromEntries(done), monitor: { result: 'skipped', outputs: {}, steps: [] } };
}

/** Cancels a deploy, asserts that the world is consistent afterwards and who was told, and says in a line what happened. */
export async function cancelDeploy(
  rig: Rig,
  slack: SlackEmulator,
  built: Jobs,
  afterMs: number,
): Promise<string> {
  const [before] = await rig.machines();
  const cancel = { job: 'deploy', step: 'Deploy', afterMs };

  const jobs = await runDeployWorkflow(rig, {
    given: upToBuild(built),
    cancel,
    slackWebhook: slack.webhook,
  });

  const all = `at ${afterMs} ms\n${outputOf(jobs)}`;
  const { deploy, recover, rollback } = jobs;
  assert.ok(deploy?.result === 'cancelled' || deploy?.result === 'success', all);
  // The runner ends processes that outlive the step, at the end of the job. A fix must leave no process behind.
  const left = steps(jobs).filter(({ job, orphans }) => job !== 'deploy' && orphans.length > 0);
  assert.equal(left, [], all);
  await isConsistent(rig, all);
  const [after] = await rig.machines();
  const step = deployStep(jobs);
  // A run that was cancelled before it began has no id, and nobody is told of it.
  const run = /^run (\S+), \d+ stages$/m.exec(step.output)?.[1];
  const told = slack
    .messages()
    .filter((message) => run !== undefined && JSON.stringify(message).includes(run));
  assert.is(
    told.length,
    run === undefined ? 0 : 1,
    `told ${told.length} times of ${run ?? 'no run'}\n${all}`,
  );
  const ended = (job: JobEnd | undefined): string => String(job?.steps.at(-1)?.code ?? job?.result);
  const live =
    after?.buildId === before?.buildId ? 'the machines of before' : 'machines that passed the suite';
  return [
    `${String(afterMs).padStart(8)} ms`,
    `deploy ${String(step.code).padStart(4)} in ${step.seconds.toFixed(1).padStart(4)} s`,
    `recover ${ended(recover).padStart(7)}`,
    `rollback ${ended(rollback).padStart(7)}`,
    `left to the runner ${step.orphans.length}`,
    `told ${told.length} time(s)`,
    `live: ${live}`,
  ].join('   ');
}

/** One fleet of one build answers for itself, the lock is free, and every run has its verdict. */
async function isConsistent(rig: Rig, all: string): Promise<void> {
  const live = wholeFleet(await rig.machines(), all);
  const health = await rig.ask('/api/health');
  assert.is(health.status, 200, all);
  assert.is(health.headers['x-paintbox-build'], live.buildId, all);
  // It takes the lock without waiting for it.
  assert.is((await rig.call(['keys', 'ensure'])).code, 0, all);
  assert.match((await rig.call(['resume', '--if-needed'])).stderr, 'nothing to resume', all);
  const { record } = await rig.call(['validate']);
  assert.is(record.status, 'succeeded', `${record.error?.message ?? ''}\n${all}`);
}

/** Every step that was run. */
export function steps(jobs: Jobs): JobEnd['steps'] {
  return Object.values(jobs).flatMap((job) => job.steps);
}

/** Everything that was printed. */
export function outputOf(jobs: Jobs): string {
  return steps(jobs)
    .map(({ job, name, output }) => `== ${job}: ${name}\n${output}`)
    .join('\n');
}
