// What must hold when output cannot be written: the run goes its way, its verdict and lock are in order, and a lost record is said in the exit code.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileStore, listRuns, lockStatus, readJournal, readRecord } from '@paintbox/deploy-core/run';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BIN, GOOD, cleanEnv } from './run-cli.ts';
import type { Ended } from './run-cli.ts';

const test = suite('output faults');

/** Runs the executable from a shell whose last words redirect its output, and keeps its state. */
async function inShell(
  folder: string,
  args: string,
  redirects: string,
  env: Readonly<Record<string, string>> = {},
  cwd = GOOD,
): Promise<Ended> {
  const child = spawn('bash', ['-c', `"$@" ${args} ${redirects}`, 'bash', process.execPath, BIN], {
    cwd,
    env: cleanEnv({ PAINTBOX_STATE_DIR: folder, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const { promise, resolve } = Promise.withResolvers<Ended>();
  child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  return promise;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-output-'));
  await work(folder).finally(() => rm(folder, { recursive: true }));
}

/** The record of the only run, which has its verdict and holds no lock. */
async function soundRecord(folder: string): Promise<RunRecord> {
  const store = fileStore(join(folder, 'state/demo/production'));
  const [runId = ''] = await listRuns(store);
  const types: string[] = [];
  for await (const { event } of readJournal(store, runId)) types.push(event.type);
  assert.is(types.at(-1), 'run.ended');
  assert.is((await lockStatus(store))?.held, false, 'the lock is free');
  assert.equal(await store.list('open/'), []);
  const record = await readRecord(store, runId);
  assert.ok(record.status !== 'running');
  return record;
}

const LEFT = '| true; exit ${PIPESTATUS[0]}';
const RUNS: readonly (readonly [args: string, redirects: string, code: number, run: number])[] = [
  // Lines of text may be lost.
  ['deploy', '>/dev/full', 0, 0],
  ['deploy', '2>/dev/full', 0, 0],
  ['deploy', '>/dev/full 2>/dev/full', 0, 0],
  ['deploy', '>&- 2>&-', 0, 0],
  ['deploy', LEFT, 0, 0],
  ['deploy', `2>&1 ${LEFT}`, 0, 0],
  ['deploy --reporter log', '>/dev/full', 0, 0],
  // Who reads lines may leave when they have seen enough.
  ['deploy --reporter jsonl', LEFT, 0, 0],
  ['policy', LEFT, 0, 0],
  // What a program asked for may not, and a run that failed keeps its own code.
  ['deploy --json', '>/dev/full', 74, 0],
  ['deploy --json', '>/dev/full 2>/dev/full', 74, 0],
  ['deploy --json', `2>&- ${LEFT}`, 74, 0],
  ['deploy --reporter jsonl', '>/dev/full', 74, 0],
  ['policy', '>/dev/full', 74, 0],
  // The memory of the shell that is gone takes nothing and gives no reason.
  ['deploy --json', '>/proc/self/mem', 74, 0],
  ['deploy --reporter jsonl', '>/proc/self/mem', 74, 0],
  ['deploy --bad --json', '>/dev/full', 3, 3],
  ['deploy --bad', '>/dev/full 2>/dev/full', 3, 3],
];

for (const [args, redirects, code, run] of RUNS) {
  test(`${args} ${redirects} ends with ${code}`, () =>
    inFolder(async (folder) => {
      const ended = await inShell(folder, args, redirects);

      assert.equal([ended.code, ended.signal], [code, null], ended.stderr);
      const lost = (code === 74 || args.includes('--json')) && !redirects.includes('2>');
      assert.is(ended.stderr.includes('CLI_OUTPUT_LOST'), lost, ended.stderr);
      if (args === 'policy') return;
      assert.is((await soundRecord(folder)).exitCode, run);
    }));
}

test('without stderr the record is still whole', () =>
  inFolder(async (folder) => {
    for (const redirects of ['2>&-', '2>/dev/full']) {
      const ended = await inShell(folder, 'deploy --json', redirects);

      assert.is(ended.code, 0);
      assert.is((JSON.parse(ended.stdout) as RunRecord).status, 'succeeded');
    }
  }));

test('a record that fits only in part is a lost one', () =>
  inFolder(async (folder) => {
    const file = join(folder, 'record.json');
    const sizeKb = 4_096;
    await writeFile(file, Buffer.alloc(sizeKb * 1_024 - 100, '.'));

    const ended = await inShell(folder, 'deploy --json', `>>${file}`, {
      BASH_ENV: await limit(folder, sizeKb),
    });

    assert.is(ended.code, 74, ended.stderr);
    assert.match(ended.stderr, 'the record of run');
    assert.match(ended.stderr, 'EFBIG');
    assert.is((await soundRecord(folder)).exitCode, 0);
  }));

/** A file that limits the size of what a shell and its children write. */
async function limit(folder: string, sizeKb: number): Promise<string> {
  const file = join(folder, 'limit.sh');
  await writeFile(file, `ulimit -f ${sizeKb}\n`);
  return file;
}

test('what init and plugin new cannot write is said without a stack, and nothing half written is left', () =>
  inFolder(async (folder) => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    const env = { BASH_ENV: await limit(folder, 0) };
    for (const command of ['init', 'plugin new cdn']) {
      const ended = await inShell(folder, command, '', env, empty);

      assert.is(ended.code, 2, command);
      assert.not.match(ended.stdout, 'wrote', command);
      assert.match(ended.stderr, /CLI_CANNOT_WRITE: \S+ cannot be written: EFBIG/);
      assert.not.match(ended.stderr, /^\s+at /m);
    }
    const left = await readdir(empty, { recursive: true });
    assert.equal(left, ['deploy-plugin-cdn']);
  }));

test('reports that cannot be written are said, the others are written, and the record tells the run', () =>
  inFolder(async (folder) => {
    const reports = join(folder, 'reports');
    await mkdir(reports);
    await symlink('/dev/full', join(reports, 'junit.xml'));

    const ended = await inShell(folder, `deploy --json --report-dir ${reports}`, '');

    assert.is(ended.code, 74);
    assert.match(ended.stderr, `CLI_OUTPUT_LOST: --report-dir ${reports} could not be written: ENOSPC`);
    const record = await soundRecord(folder);
    assert.equal(JSON.parse(ended.stdout), record);
    assert.equal(JSON.parse(await readFile(join(reports, 'record.json'), 'utf8')), record);
    const again = await inShell(folder, `show --report-dir ${reports}`, '');
    assert.equal([again.code, again.stderr.includes('CLI_OUTPUT_LOST')], [74, true]);
    assert.is((await inShell(folder, `deploy --bad --report-dir ${reports}`, '')).code, 3);
  }));

test('documents about the past and the future are delivered or said to be lost', () =>
  inFolder(async (folder) => {
    await inShell(folder, 'deploy', '');
    for (const command of ['show', 'history', 'explain', 'unlock', 'plan deploy']) {
      const ended = await inShell(folder, `${command} --json`, '>/dev/full');

      assert.equal([ended.code, ended.stderr.includes('CLI_OUTPUT_LOST')], [74, true], command);
      assert.is((await inShell(folder, command, '>/dev/full')).code, 0, command);
    }
    assert.is((await inShell(folder, 'deplyo --json', '>/dev/full 2>/dev/full')).code, 2);
  }));

test("files of GitHub's runner that cannot be written are warned of, and change nothing", () =>
  inFolder(async (folder) => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/dev/full', GITHUB_OUTPUT: '/dev/full' };

    const ended = await inShell(folder, 'deploy', '', env);

    assert.is(ended.code, 0);
    assert.match(ended.stdout, '::warning title=step summary::could not be written');
    assert.match(ended.stdout, '::warning title=step outputs::could not be written');
    assert.is((await soundRecord(folder)).exitCode, 0);
    assert.is((await inShell(folder, 'deploy', '>/dev/full 2>/dev/full', env)).code, 0);
  }));

test('a terminal that is closed in the middle of a deploy leaves nothing standing and no lock', () =>
  inFolder(async (folder) => {
    const hold = join(folder, 'hold');
    await writeFile(hold, '');
    // `script` holds the other end of a terminal. When it dies, the system hangs up.
    const terminal = spawn('script', ['-qec', `${process.execPath} ${BIN} deploy`, '/dev/null'], {
      cwd: GOOD,
      env: cleanEnv({ PAINTBOX_STATE_DIR: folder, FIXTURE_HOLD: hold }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of terminal.stdout.setEncoding('utf8')) {
      said += String(chunk);
      if (said.includes('demo.ship')) break;
    }
    assert.match(said, 'demo.ship');

    terminal.kill('SIGKILL');

    const store = fileStore(join(folder, 'state/demo/production'));
    for (let tries = 0; tries < 200 && (await lockStatus(store))?.held !== false; tries += 1) await sleep(50);
    const { status, exitCode } = await soundRecord(folder);
    assert.equal([status, exitCode], ['cancelled', 143]);
  }));

test('an error that nothing caught ends the process also where it cannot be told', () =>
  inFolder(async (folder) => {
    for (const redirects of ['>/dev/full 2>/dev/full', '>&- 2>&-', `2>&1 ${LEFT}`]) {
      const ended = await inShell(folder, 'stray --json', redirects);

      assert.is(ended.signal, null, redirects);
      assert.ok(ended.code !== 0 && ended.code !== null, redirects);
    }
  }));

test.run();
