import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fileStore } from '@paintbox/deploy-core/run';
import { markRelease, recordRelease } from '@paintbox/deploy-core/release';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, cleanEnv, folderWith, runCli } from './run-cli.ts';
import type { Ended } from './run-cli.ts';

const test = suite('runs');
const record = (stdout: string): RunRecord => JSON.parse(stdout) as RunRecord;

test('SIGINT and SIGTERM unwind the run and exit 130 and 143', async () => {
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    let sent = false;
    const ended = await runCli(['wait', '--json'], {
      during(child, text) {
        if (sent || !text().includes('waiting')) return;
        sent = true;
        child.kill(signal);
      },
    });
    assert.equal(
      [ended.code, record(ended.stdout).status, record(ended.stdout).exitCode],
      [exitCode, 'cancelled', exitCode],
    );
    assert.match(ended.stderr, `${signal}: ending; this run only looks`);
  }
});

test('a run that takes longer than its time limit is taken back, and says so', async () => {
  const ended = await runCli(['wait', '--json', '--time-limit', '1200ms']);

  assert.is(record(ended.stdout).error?.code, 'RUN_TIMED_OUT');
  assert.is(ended.code, 1);
});

test('in CI a run whose parent process is gone changes nothing more', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-orphan-'));
  const bin = fileURLToPath(new URL('../bin.cjs', import.meta.url));
  const shell = spawn(
    'sh',
    [
      '-c',
      '"$0" "$1" deploy --reporter jsonl >"$2/out" 2>&1 & while [ ! -s "$2/out" ]; do sleep 0.05; done',
      process.execPath,
      bin,
      folder,
    ],
    {
      cwd: GOOD,
      env: cleanEnv({ CI: 'true', PAINTBOX_STATE_DIR: folder, FIXTURE_PACE_MS: '400' }),
      stdio: 'ignore',
    },
  );
  await once(shell, 'close');

  let said = '';
  for (let n = 0; n < 1_800 && !said.includes('"run.ended"'); n += 1) {
    await sleep(100);
    said = await readFile(join(folder, 'out'), 'utf8');
  }

  assert.match(said, 'RUN_ORPHANED');
  assert.not.match(said, '"effect.intent"');
  await rm(folder, { recursive: true });
});

test('a document that a stage hands out is the last thing on standard output, and in the JSON record', async () => {
  const text = await runCli(['policy']);
  const json = await runCli(['policy', '--json']);

  assert.ok(text.stdout.endsWith('\n\n{\n  "allow": "nothing"\n}\n'), text.stdout);
  assert.equal(record(json.stdout).outputs, [
    { stage: 'demo.policy', title: 'policy', text: '{\n  "allow": "nothing"\n}\n' },
  ]);
});

test('the store that the config names is used, unless a state folder is given by variable', async () => {
  const folder = await folderWith({
    'paintbox.deploy.config.ts': `
      import { defineConfig, definePipeline, stage } from '@paintbox/deploy-core';
      import { fileStore } from '@paintbox/deploy-core/run';
      export default defineConfig({
        app: 'demo',
        environments: { production: { url: 'https://demo.example' } },
        pipelines: [definePipeline('look', [stage({ name: 'demo.look', run: () => undefined })])],
        state: ({ app, environment, env }) => fileStore([env.SHARED, app, environment].join('/')),
      });`,
  });
  const shared = join(folder, 'shared');

  const beaten = await runCli(['look'], { cwd: folder, env: { SHARED: shared } });
  const used = await runCli(['look'], { cwd: folder, env: { SHARED: shared, PAINTBOX_STATE_DIR: '' } });

  assert.equal([beaten.code, used.code], [0, 0], used.stderr);
  assert.is((await readdir(join(shared, 'demo/production/runs'))).length, 1);
  assert.match(used.stdout, `in ${join(shared, 'demo/production')}`);
  await rm(folder, { recursive: true });
});

test('a reader that goes away ends the output quietly, and the run keeps its exit code', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../bin.cjs', import.meta.url)), 'deploy', '--reporter', 'jsonl'],
    {
      cwd: GOOD,
      env: cleanEnv({
        PAINTBOX_STATE_DIR: state,
        FIXTURE_PACE_MS: '50',
      }),
      timeout: 180_000,
    },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdout.once('data', () => child.stdout.destroy());
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('close', resolve);
  assert.is(await promise, 0);
  assert.not.match(stderr, 'EPIPE');
  await rm(state, { recursive: true });
});

test('history and show read what was recorded', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state };
  assert.is((await runCli(['show'], { env })).code, 2);
  const first = record((await runCli(['deploy', '--json'], { env })).stdout);
  // Run ids sort by the second.
  await sleep(1_000);
  const second = record((await runCli(['deploy', '--bad', '--json'], { env })).stdout);
  const history = await runCli(['history'], { env });
  assert.equal(
    history.stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]),
    [second.runId, first.runId],
  );
  const shown = record((await runCli(['show', '--json'], { env })).stdout);
  assert.equal({ ...shown, startedAt: second.startedAt }, second);
  assert.match((await runCli(['show', first.runId.slice(-8)], { env })).stdout, 'deploy succeeded');
  assert.is((await runCli(['show', 'zzz'], { env })).code, 2);
  assert.match((await runCli(['resume', first.runId], { env })).stdout, 'deploy succeeded');
  await rm(state, { recursive: true });
});

test('history shows who made each release, from which commit, and the reasons for its mark', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state };
  const { runId, app, environment } = record((await runCli(['deploy', '--json'], { env })).stdout);
  const store = fileStore(join(state, 'state', app, environment));
  const entry = (version: string) => ({
    release: {
      version,
      imageDigest: `sha256:${version.repeat(64)}`,
      imageRef: 'registry.fly.io/demo:x',
      configHash: null,
      secretVersions: {},
      buildId: runId,
      machines: ['m1'],
    },
    configJson: '{"env":{"NOT":"shown"}}',
    runId,
    at: '2026-03-01T10:00:00.000Z',
    by: 'ada',
    commit: '0123456789abcdef+',
  });
  const mark = { at: '2026-03-01T10:05:00.000Z', runId };
  await recordRelease(store, { ...entry('1'), runId: 'gone' });
  await markRelease(store, entry('2'), { stable: { ...mark, evidence: { pass: 12, warn: 1 } } });
  await markRelease(
    store,
    { ...entry('3'), restores: '2' },
    { bad: { ...mark, reason: 'it failed health' } },
  );

  const shown = (await runCli(['history'], { env })).stdout;
  const json = (await runCli(['history', '--json'], { env })).stdout;

  assert.match(
    shown,
    /v3 +bad +2026-03-01 10:00 +ada +0123456789\+ .*\n +v2 again; it failed health; deploy .* succeeded\n +v2 +stable .*\n +its checks said 12 pass, 1 warn.*\n +v1 +unproven .* - .*\n +no run proved it\n/,
  );
  const { releases } = JSON.parse(json) as { releases: readonly Record<string, unknown>[] };
  assert.equal(
    releases.map(({ standing, run }) => [standing, run === null]),
    [
      [{ label: 'bad', why: 'it failed health' }, false],
      [{ label: 'stable', why: 'its checks said 12 pass, 1 warn' }, false],
      [{ label: 'unproven', why: 'no run proved it' }, true],
    ],
  );
  assert.not.match(json, 'shown');
  await rm(state, { recursive: true });
});

test('history says of a release that was put back and verified that it was, although no run marked it', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state };
  const failed = await runCli(['deploy', '--bad', '--json'], { env });
  const { runId, status, app, environment } = record(failed.stdout);
  const release = {
    version: '4',
    imageDigest: `sha256:${'4'.repeat(64)}`,
    imageRef: 'registry.fly.io/demo:x',
    configHash: null,
    secretVersions: {},
    buildId: runId,
    machines: ['m1'],
  };
  const store = fileStore(join(state, 'state', app, environment));
  const at = '2026-03-01T10:00:00.000Z';
  await recordRelease(store, { release, configJson: null, runId, at, restores: '2' });

  const shown = (await runCli(['history'], { env })).stdout;

  assert.is(status, 'rolled-back');
  assert.match(shown, /v4 +unproven .*\n +v2 again; verified when it was put back; deploy .* rolled back\n/);
  await rm(state, { recursive: true });
});

test('plan changes nothing, and --plan refuses what was not planned', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state };
  const planned = await runCli(['plan', '--to', '5', '--json'], { env });
  const { schema, hash, stages } = JSON.parse(planned.stdout) as {
    schema: string;
    hash: string;
    stages: readonly unknown[];
  };
  assert.equal([planned.code, schema, stages.length], [0, 'paintbox.plan/1', 4]);
  assert.equal(await readdir(state), []);
  const other = await runCli(['deploy', '--plan', hash, '--json'], { env });
  assert.equal([other.code, record(other.stdout).error?.code], [2, 'CLI_PLAN_CHANGED']);
  assert.is((await runCli(['deploy', '--to', '5', '--plan', hash], { env })).code, 0);
  assert.match(
    (await runCli(['plan', '--to', '5'], { env })).stdout,
    /if the run fails: (?:taken back|kept)/,
  );
  assert.match((await runCli(['plan', 'keys', 'rotate'], { env })).stdout, 'asks: Really go on with demo?');
  assert.match((await runCli(['plan', 'keys', 'rotat'], { env })).stderr, "did you mean 'plan keys rotate'?");
  await rm(state, { recursive: true });
});

test('unlock says who holds the lock, and frees it only for the right token', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state, FIXTURE_PACE_MS: '400' };
  assert.match((await runCli(['unlock'], { env })).stdout, 'nothing to release');
  let meanwhile: Promise<readonly Ended[]> | undefined;
  const unlocks = async (): Promise<readonly Ended[]> => {
    const held = await runCli(['unlock', '--json'], { env });
    const token = /--token (\d+)/.exec(held.stderr)?.[1] ?? '';
    const wrong = await runCli(['unlock', '--force', '--token', `${token}0`], { env });
    return [held, wrong, await runCli(['unlock', '--force', '--token', token], { env })];
  };
  const first = await runCli(['deploy'], {
    env,
    during: (child, text) => {
      if (meanwhile !== undefined || !text().includes('start   demo.look')) return;
      child.kill('SIGSTOP');
      meanwhile = unlocks().finally(() => child.kill('SIGCONT'));
    },
  });
  const [held, wrong, freed] = (await meanwhile) ?? [];
  assert.equal([held?.code, record(held?.stdout ?? '').error?.code], [5, 'CLI_LOCK_HELD']);
  assert.is.not(wrong?.code, 0);
  assert.equal([freed?.code, freed?.stdout.startsWith('released')], [0, true]);
  assert.match(first.stdout, 'LOCK_LOST');
  await rm(state, { recursive: true });
});

test('a killed run is finished by resume', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state, FIXTURE_PACE_MS: '150' };
  const killed = await runCli(['deploy', '--to', '7', '--app-url', 'https://then.example'], {
    env: { ...env, FIXTURE_STUCK: 'smoke' },
    during: (child, text) => text().includes('start   demo.smoke') && child.kill('SIGKILL'),
  });
  assert.is(killed.signal, 'SIGKILL');
  const [line = ''] = (await runCli(['history'], { env })).stdout.split('\n').slice(-2);
  assert.match(line, / {2}needs a person {2}deploy {2}[\d.]+ s {2}killed, no verdict/);
  assert.match((await runCli(['resume', '--if-needed'])).stdout, 'nothing to resume');
  const events = await runCli(['resume', '--if-needed', '--reporter', 'jsonl']);
  assert.equal([events.stdout, events.stderr.includes('nothing to resume')], ['', true]);
  const today = { ...env, PAINTBOX_APP_URL: 'https://elsewhere.example', FIXTURE_TO: '8' };
  const resumed = await runCli(['resume', '--if-needed', '--json'], { env: today });
  assert.is(resumed.code, 0, resumed.stderr);
  const { status, url, release: made } = record(resumed.stdout);
  // Address and parameters are those of the run that died.
  assert.equal([status, url, made?.version], ['succeeded', 'https://then.example', '7']);
  assert.match((await runCli(['resume', '--if-needed'], { env })).stdout, 'nothing to resume');
  const again = await runCli(['resume'], { env });
  assert.equal([again.code, again.stdout], [2, '']);
  assert.match(again.stderr, 'CLI_NOTHING_TO_RESUME');
  await rm(state, { recursive: true });
});

test('a second run of the same app and environment exits 5 while the first holds the lock', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state, FIXTURE_PACE_MS: '200' };
  let second: Promise<Ended> | undefined;
  const first = await runCli(['deploy'], {
    env,
    during: (child, text) => {
      if (second !== undefined || !text().includes('start   demo.ship')) return;
      // It stands still meanwhile, however slow this machine is.
      child.kill('SIGSTOP');
      second = runCli(['deploy', '--json'], { env }).finally(() => child.kill('SIGCONT'));
    },
  });
  const refused = await second;
  assert.is(first.code, 0);
  assert.equal([refused?.code, record(refused?.stdout ?? '').status], [5, 'locked']);
  assert.match(refused?.stderr ?? '', '--lock-wait 5m');
  // Who was refused did nothing: without a name the run is meant that had the lock.
  assert.is(record((await runCli(['show', '--json'], { env })).stdout).status, 'succeeded');
  assert.match((await runCli(['explain'], { env })).stdout, 'succeeded (exit code 0)');
  await rm(state, { recursive: true });
});

test('a stage that waits for nothing meets its time limit', async () => {
  const { code, stdout } = await runCli(['hang']);
  assert.is(code, 1);
  assert.match(stdout, 'STAGE_TIMED_OUT');
});

test('an error that nothing catches while a run is open is a failure of that run', async () => {
  const { code, stdout } = await runCli(['stray', '--json']);

  const { exitCode, error } = record(stdout);
  assert.equal([code, exitCode, error?.code], [1, 1, 'STAGE_THREW']);
  assert.match(error?.message ?? '', 'thrown where nobody can catch it');
});

test('an error that nothing catches while no run is open exits 70 with its stack, never 1', async () => {
  const folder = await folderWith({
    'paintbox.deploy.config.ts': `
      setTimeout(() => { throw new TypeError('thrown where nobody can catch it'); }, 1);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      export default {};`,
  });

  const { code, stdout, stderr } = await runCli(['deploy', '--json'], { cwd: folder });

  await rm(folder, { recursive: true });
  assert.is(code, 70);
  assert.match(stderr, /TypeError: thrown where nobody can catch it\n\s+at /);
  assert.match(stderr, 'paintbox-deploy resume');
  assert.is(record(stdout).exitCode, 70);
});

test.run();
