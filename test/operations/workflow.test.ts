/** The committed workflow, every line of it run as GitHub's runner would (against emulators). What happened is printed. */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startSlackEmulator } from '@paintbox/deploy-emulators/notify';
import { faultEnvironment } from '@paintbox/deploy-local-world';
import { openRig } from '../e2e/rig.ts';
import type { Rig } from '../e2e/rig.ts';
import { cancelDeploy, deployStep, outputOf, steps, upToBuild } from './github/cancelled-deploy.ts';
import type { Jobs } from './github/cancelled-deploy.ts';
import { runDeployWorkflow } from './github/world.ts';

const CANCEL_EVERY_MS = 250;
const inFull = process.env['PAINTBOX_PROOF'] === 'all';

/** One world, in which each test builds on the one before. */
const test = suite<{ rig: Rig; pushed: Jobs }>('the workflow (against emulators)');

test.before(async (context) => {
  context.rig = await openRig();
});
test.after(async ({ rig }) => {
  await rig[Symbol.asyncDispose]();
  await rm(fileURLToPath(new URL('../../reports', import.meta.url)), { recursive: true, force: true });
});

const results = (jobs: Jobs): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(jobs).map(([id, { result }]) => [id, result]));

function tell(jobs: Jobs): void {
  const lines = steps(jobs).map(
    ({ code, job, name, seconds, run }) =>
      `${String(code).padStart(4)}  ${job}: ${name} (${seconds.toFixed(1)} s)\n      ${run.trim()}`,
  );
  process.stdout.write(`\n${lines.join('\n')}\n`);
}

test('without a shared state nothing is started', async ({ rig }) => {
  const done = { result: 'success', outputs: {} } as const;

  const jobs = await runDeployWorkflow(rig, {
    given: { quality: done, test: done },
    vars: { PAINTBOX_STATE_BUCKET: '' },
  });

  assert.equal(Object.values(results(jobs)).slice(2), [
    'failure',
    ...Array.from({ length: 5 }, () => 'skipped'),
  ]);
  assert.match(outputOf(jobs), '::error title=No shared state::');
});

test('a push runs every line in order, and what was built is what is deployed', async (context) => {
  const jobs = await runDeployWorkflow(context.rig);
  context.pushed = jobs;

  tell(jobs);
  const [recover, monitor, rollback] = ['skipped', 'success', 'skipped'];
  const done = { quality: 'success', test: 'success', aws: 'success', build: 'success', deploy: 'success' };
  assert.equal(results(jobs), { ...done, recover, monitor, rollback }, outputOf(jobs));
  const image = jobs['build']?.outputs['image'] ?? '';
  assert.match(image, /^registry\.fly\.io\/paintbox@sha256:[0-9a-f]{64}$/);
  const step = deployStep(jobs);
  assert.match(step.output, `with image ${image}`);
  assert.is(step.outputs['status'], 'succeeded');
  assert.match(step.summary, '# deploy: succeeded');
  assert.equal(
    steps(jobs).flatMap(({ orphans }) => orphans),
    [],
  );
});

test('a deploy that is cancelled leaves a consistent world and nothing running, whenever it was', async ({
  rig,
  pushed,
}) => {
  // Of a deploy that replaces a release, which takes longer than the first one did.
  const again = inFull ? await runDeployWorkflow(rig, { given: upToBuild(pushed) }) : pushed;
  assert.is(deployStep(again).code, 0, outputOf(again));
  const deployMs = deployStep(again).seconds * 1000;
  const moments = inFull
    ? Array.from(
        { length: Math.ceil(deployMs / CANCEL_EVERY_MS) },
        (_, index) => (index + 1) * CANCEL_EVERY_MS,
      )
    : [Math.round(0.5 * deployMs)];

  process.stdout.write(`\na deploy takes ${Math.round(deployMs)} ms; cancelled after\n`);
  const slack = await startSlackEmulator();
  try {
    for (const afterMs of moments) {
      process.stdout.write(`${await cancelDeploy(rig, slack, pushed, afterMs)}\n`);
    }
  } finally {
    await slack.close();
  }
});

if (inFull) {
  test('a broken build is taken back by the deploy, and the emergency rollback finds nothing to do', async ({
    rig,
  }) => {
    const jobs = await runDeployWorkflow(rig, { env: faultEnvironment('redirect-loop') });

    tell(jobs);
    const { deploy, recover, monitor, rollback } = results(jobs);
    const wanted = ['failure', 'success', 'skipped', 'success'];
    assert.equal([deploy, recover, monitor, rollback], wanted, outputOf(jobs));
    assert.is(deployStep(jobs).code, 3);
    assert.match(outputOf(jobs), 'nothing to resume');
    assert.match(outputOf(jobs), 'nothing to roll back');
  });
}

test.run();
