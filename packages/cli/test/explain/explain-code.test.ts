import { rm } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { folderWith, runCli } from '../run-cli.ts';

test('a code is explained: what it means, what to do, the exit code and its meaning, the docs', async () => {
  const { code, stdout } = await runCli(['explain', 'LOCK_HELD']);

  assert.is(code, 0);
  assert.match(stdout, /^LOCK_HELD {2}an error of core\n/);
  assert.match(stdout, 'Another run of this app and environment is under way');
  assert.match(stdout, /\n {2}do {4}wait for it with --lock-wait 10m/);
  assert.match(stdout, '\n  exit  5: another run holds the lock\n');
  assert.match(stdout, '\n  docs  https://paintbox.github.io/deploy/errors#lock-held\n');
});

test('with --json it is data, and an error with two exit codes has both', async () => {
  const { stdout } = await runCli(['explain', 'cancelled'.toUpperCase(), '--json']);

  const told = JSON.parse(stdout) as { readonly exits: readonly { readonly exitCode: number }[] };
  assert.equal(Object.keys(told), ['schema', 'code', 'table', 'means', 'do', 'exits', 'docs']);
  assert.equal(
    told.exits.map(({ exitCode }) => exitCode),
    [130, 143],
  );
});

test('the codes of the command line are known where there is no config, and a mistyped one is guessed', async () => {
  const folder = await folderWith({});

  const known = await runCli(['explain', 'CLI_UNKNOWN_FLAG'], { cwd: folder });
  const mistyped = await runCli(['explain', 'LOCK_HELT'], { cwd: folder });
  await rm(folder, { recursive: true });

  assert.is(known.code, 0);
  assert.match(known.stdout, 'an error of cli');
  assert.is(mistyped.code, 2);
  assert.match(mistyped.stderr, "error CLI_UNKNOWN_CODE: no error has the code 'LOCK_HELT'");
  assert.match(
    mistyped.stderr,
    'did you mean `paintbox-deploy explain LOCK_HELD`? known are the codes of cli, core',
  );
  assert.match(mistyped.stderr, 'those of plugins come with the config, and no paintbox.deploy.config.ts');
});

test('the codes of the plugins that the config imports are known', async () => {
  const folder = await folderWith({
    'shop.ts': `import { errorTable } from '@paintbox/deploy-core';
      export const shop = errorTable('shop', {
        SHOP_CLOSED: { exitCode: 1, means: 'The shop answers 503.', do: 'open it' },
      });`,
    'paintbox.deploy.config.ts': `import { defineConfig, definePipeline } from '@paintbox/deploy-core';
      import './shop.ts';
      export default defineConfig({
        app: 'demo',
        environments: { production: { url: 'https://demo.example' } },
        pipelines: [definePipeline('deploy', [])],
      });`,
  });

  const { code, stdout, stderr } = await runCli(['explain', 'SHOP_CLOSED'], { cwd: folder });
  await rm(folder, { recursive: true });

  assert.is(code, 0, stderr);
  assert.match(stdout, 'an error of shop');
  assert.not.match(stdout, 'docs');
});

test.run();
