import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@paintbox/deploy-core/run';
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
  assert.match(stdout, 'DEMO_TOKEN: token is missing');
  assert.match(stdout, 'set token');
  assert.match(stdout, 'app demo at https://demo.example');
  assert.not.match(stdout, 'DEMO_OTHER');
});

test('a run without a verdict and what to do about it is said', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-doctor-'));
  await fileStore(join(state, 'state/demo/production')).create('open/20260101-000000-dead', 'then');

  const { code, stdout } = await runCli(['doctor'], { env: { PAINTBOX_STATE_DIR: state } });

  await rm(state, { recursive: true, force: true });
  assert.is(code, 0);
  assert.match(
    stdout,
    'run 20260101-000000-dead has no verdict: `paintbox-deploy resume 20260101-000000-dead`',
  );
});

test('without a config it says where it was looked for and what to do', async () => {
  const folder = await folderWith({ 'package.json': '{}' });
  const { code, stderr } = await runCli(['doctor'], { cwd: folder });
  await rm(folder, { recursive: true });

  assert.is(code, 2);
  assert.match(stderr, 'CONFIG_NOT_FOUND');
});

test.run();
