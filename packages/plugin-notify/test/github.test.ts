// Deployments of GitHub, against an emulator of them: a test double, not the service.
import { startGithubEmulator } from '@paintbox/deploy-emulators/notify';
import type { GithubEmulator } from '@paintbox/deploy-emulators/notify';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { github } from '../src/index.ts';
import { broken, deployPipeline, lookPipeline, refusedPipeline, run } from './rig.ts';

const test = suite<{ service: GithubEmulator }>('github (against an emulator)');
test.before.each(async (context) => {
  context.service = await startGithubEmulator();
});
test.after.each(({ service }) => service.close());

const envOf = ({ apiUrl, token, repository }: GithubEmulator): Record<string, string> => ({
  GITHUB_API_URL: apiUrl,
  GITHUB_TOKEN: token,
  GITHUB_REPOSITORY: repository,
  GITHUB_SHA: 'f36e128',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: '42',
});

const states = (service: GithubEmulator): unknown =>
  service.deployments().map(({ statuses }) => statuses.map(({ state }) => state));

test('a run that changes something is a deployment, with a status for its start and one for its end', async ({
  service,
}) => {
  const { record, failures } = await run({ listeners: [github()], env: envOf(service) });

  assert.equal(failures, []);
  assert.equal(states(service), [['in_progress', 'success']]);
  const [deployment] = service.deployments();
  assert.equal([deployment?.['ref'], deployment?.['environment']], ['f36e128', 'production']);
  assert.equal(deployment?.['payload'], { run: record.runId });
  assert.is(deployment?.statuses.at(-1)?.['log_url'], 'https://github.com/team/paintbox/actions/runs/42');
});

test('a failed run is a failed deployment, and a long message is cut to what the API takes', async ({
  service,
}) => {
  const pipeline = deployPipeline(broken('x'.repeat(1_000)));

  const { failures } = await run({ listeners: [github()], env: envOf(service), pipeline });

  assert.equal([failures, states(service)], [[], [['in_progress', 'failure']]]);
});

test('a run that wrong usage kept from starting is an inactive deployment', async ({ service }) => {
  await run({ listeners: [github()], env: envOf(service), pipeline: refusedPipeline() });

  assert.equal(states(service), [['in_progress', 'inactive']]);
});

test('a deployment whose answer was lost is found by the id of its run', async ({ service }) => {
  service.addFault({ kind: 'accept-then-reset', path: '/deployments', times: 2 });

  const { failures } = await run({ listeners: [github()], env: envOf(service) });

  assert.equal([failures, service.deployments().length], [[], 1]);
});

test('a run that only looks is no deployment', async ({ service }) => {
  await run({ listeners: [github()], env: envOf(service), pipeline: lookPipeline() });

  assert.equal(service.deployments(), []);
});

test.run();
