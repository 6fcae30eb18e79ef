import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { commandLineOf } from '../src/command-line.ts';
import { runCli } from './run-cli.ts';

test('commands are typed by the package manager that started this one', () => {
  const agents = {
    pnpm: 'pnpm/12.21.0 npm/? node/v24',
    npm: 'npm/11.0.0 node/v24',
    yarn: 'yarn/4.1.0 npm/?',
  };

  const programs = Object.values(agents).map(
    (agent) => commandLineOf({}, { npm_config_user_agent: agent }).program,
  );

  assert.equal(programs, ['npx -y pnpm@12 paintbox-deploy', 'npx paintbox-deploy', 'yarn paintbox-deploy']);
  assert.is(commandLineOf({}, {}).program, 'paintbox-deploy');
});

test('the environment and the config are told when they are not the usual ones', () => {
  assert.equal(commandLineOf({ env: 'production' }, {}).flags, []);
  assert.equal(commandLineOf({ env: 'staging', config: "it's here/app.ts" }, {}).flags, [
    '--env staging',
    String.raw`--config 'it'\''s here/app.ts'`,
  ]);
});

test('a program that is about an environment already needs no flag for it, and one that is not does', () => {
  const local = { PAINTBOX_TYPED_AS: 'npx -y pnpm@12 paintbox-deploy:local' };

  assert.equal(commandLineOf({ env: 'local' }, local), { program: local.PAINTBOX_TYPED_AS, flags: [] });
  assert.equal(commandLineOf({ env: 'staging' }, local).flags, ['--env staging']);
});

test('the suggested commands after a failed run and a refused command are for the same place', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state, PAINTBOX_TYPED_AS: 'npx -y pnpm@12 paintbox-deploy' };

  const failed = await runCli(['deploy', '--bad', '--env', 'staging'], { env });
  const refused = await runCli(['show', 'no-such-run', '--env', 'staging'], { env });
  await rm(state, { recursive: true });

  assert.match(failed.stderr + failed.stdout, /npx -y pnpm@12 paintbox-deploy explain \S+ --env staging/);
  assert.match(refused.stderr, '`npx -y pnpm@12 paintbox-deploy history --env staging` lists the runs');
});

test.run();
