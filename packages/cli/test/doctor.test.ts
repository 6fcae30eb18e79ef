import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore, listRuns } from '@paintbox/deploy-core/run';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { folderWith, runCli } from './run-cli.ts';

const test = suite('doctor');

test('everything that a deploy looks at before its first change is looked at, and nothing is changed', async () => {
  const { code, stdout } = await runCli(['doctor', '--json']);

  const record = JSON.parse(stdout) as RunRecord;
  assert.is(code, 0);
  assert.equal(
    record.stages.map(({ name }) => name),
    ['doctor.place', 'doctor.state', 'demo.look', 'demo.measure'],
  );
});

test('all that is missing is said at once, each with what to do', async () => {
  const folder = await folderWith({
    'paintbox.deploy.config.ts': `
      import { DeployError, defineConfig, definePipeline, stage } from '@paintbox/deploy-core';
      const fails = (name: string) => stage({
        name: 'demo.' + name,
        run: () => { throw new DeployError('DEMO_' + name.toUpperCase(), name + ' is missing', { hint: 'set ' + name }); },
      });
      export default defineConfig({
        app: 'demo',
        environments: { production: { url: 'https://demo.example' } },
        pipelines: [definePipeline('deploy', [fails('token')]), definePipeline('other', [fails('other')])],
      });`,
  });

  const { code, stdout } = await runCli(['doctor'], { cwd: folder });

  await rm(folder, { recursive: true });
  assert.is(code, 1);
  assert.match(stdout, 'Missing\n  ✖ token is missing  DEMO_TOKEN\n    do  set token\n');
  assert.ok(stdout.indexOf('Missing') < stdout.indexOf('There'), 'what is missing comes first');
  assert.match(stdout, '1 thing is missing; nothing was changed.');
  assert.match(stdout, 'app demo at https://demo.example');
  assert.not.match(stdout, 'DEMO_OTHER');
});

test('what is there is ticked off, what is only odd is worth a look, and a plan is next', async () => {
  const { code, stdout } = await runCli(['doctor']);

  assert.is(code, 0);
  assert.match(stdout, 'Worth a look\n  ! the ruler is old\n');
  assert.match(stdout, '  ✔ looks around\n    nothing on the left\n');
  assert.match(stdout, 'Nothing is missing: a deploy could begin.\n  next    paintbox-deploy plan');
  assert.not.match(stdout, 'Missing');
});

test('runs without a verdict are found, each with the command that settles it', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-doctor-'));
  const store = fileStore(join(state, 'state/demo/staging'));
  const env = { PAINTBOX_STATE_DIR: state };
  await runCli(['deploy', '--env', 'staging'], {
    env: { ...env, FIXTURE_STUCK: 'smoke' },
    during: (child, text) => text().includes('start   demo.smoke') && child.kill('SIGKILL'),
  });
  const [dead = ''] = await listRuns(store);
  await store.create('open/20260101-000000-dead', 'then');
  const { runId: ended } = JSON.parse(
    (await runCli(['keys', 'check', '--env', 'staging', '--json'], { env })).stdout,
  ) as RunRecord;
  await store.create(`open/${ended}`, 'then');

  const { code, stdout } = await runCli(['doctor', '--env', 'staging', '--json'], { env });

  const { checks = [] } = JSON.parse(stdout) as RunRecord;
  await rm(state, { recursive: true, force: true });
  assert.is(code, 0);
  assert.equal(
    checks.map(({ id, target, verdict }) => [id, target, verdict]),
    [
      ['state.runs', '20260101-000000-dead', 'warn'],
      ['state.runs', dead, 'warn'],
    ],
  );
  assert.match(checks[0]?.message ?? '', 'changed nothing');
  assert.match(checks[1]?.message ?? '', `run ${dead} (deploy) has no verdict`);
  assert.match(checks[1]?.hint ?? '', `paintbox-deploy resume ${dead} --env staging`);
});

test('after doctor, show and explain without a name still mean the run before it', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-doctor-'));
  const env = { PAINTBOX_STATE_DIR: state };
  const { runId } = JSON.parse((await runCli(['deploy', '--json'], { env })).stdout) as RunRecord;
  await runCli(['doctor'], { env });

  const shown = await runCli(['show', '--json'], { env });
  const explained = await runCli(['explain'], { env });

  await rm(state, { recursive: true, force: true });
  assert.is((JSON.parse(shown.stdout) as RunRecord).runId, runId);
  assert.match(explained.stdout, runId);
});

test('without a config it says where it was looked for and what to do', async () => {
  const folder = await folderWith({ 'package.json': '{}' });
  const { code, stderr } = await runCli(['doctor'], { cwd: folder });
  await rm(folder, { recursive: true });

  assert.is(code, 2);
  assert.match(stderr, 'CONFIG_NOT_FOUND');
});

test.run();
