import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { main } from '../src/index.ts';
import { keep } from './reporters/events.ts';
import { GOOD, folderWith, runCli } from './run-cli.ts';

const test = suite('start');

/** What a person at a terminal sees who types no command. */
async function bare(cwd: string, state: string): Promise<string> {
  const stdout = Object.assign(keep(), { isTTY: true, columns: 100 });
  const env = { PAINTBOX_STATE_DIR: state, NO_COLOR: '1' };
  assert.is(await main([], { stdout, stderr: keep(), env, cwd }), 0);
  return stdout.text();
}

test('in a folder without a config it leads to init', async () => {
  const folder = await folderWith({ 'package.json': '{}' });
  const text = await bare(folder, folder);
  await rm(folder, { recursive: true });

  assert.match(text, 'none yet');
  assert.match(text, /Next\n {2}paintbox-deploy init {2}/);
});

test('a config that cannot be used is named with its problem', async () => {
  const folder = await folderWith({ 'paintbox.deploy.config.ts': 'enum A { B }' });
  const text = await bare(folder, folder);
  await rm(folder, { recursive: true });

  assert.match(text, 'cannot be used: paintbox.deploy.config.ts:1: a TypeScript enum');
});

test('it goes from the first look to deploy, and after a failure to its reason', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-start-'));
  const env = { PAINTBOX_STATE_DIR: state };

  const fresh = await bare(GOOD, state);
  await runCli(['deploy', '--bad'], { env });
  const failed = await bare(GOOD, state);
  await runCli(['deploy'], { env });
  const good = await bare(GOOD, state);
  await rm(state, { recursive: true });

  assert.match(fresh, 'demo at https://demo.example, environment production');
  assert.match(
    fresh,
    /last run {2}none yet\n\nNext\n {2}paintbox-deploy doctor .*\n {2}paintbox-deploy plan/,
  );
  assert.match(failed, 'last run  deploy failed; rolled back, and the rollback is verified');
  assert.match(failed, /Next\n {2}paintbox-deploy explain/);
  assert.match(good, 'last run  deploy succeeded');
  assert.match(good, /Next\n {2}paintbox-deploy plan/);
});

test('a run whose process is gone comes first, with both ways to settle it', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-start-'));
  await runCli(['deploy'], {
    env: { PAINTBOX_STATE_DIR: state, FIXTURE_STUCK: 'smoke' },
    during: (child, text) => text().includes('start   demo.smoke') && child.kill('SIGKILL'),
  });

  const text = await bare(GOOD, state);

  await rm(state, { recursive: true });
  assert.match(text, /has no verdict: its process is gone|is under way/);
  assert.match(text, /Next\n {2}paintbox-deploy (resume|show) /);
});

test('a program that gives no command has made a mistake', async () => {
  const { code, stderr } = await runCli([]);

  assert.is(code, 2);
  assert.match(stderr, 'CLI_COMMAND_MISSING');
});

test.run();
