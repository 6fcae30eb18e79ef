import { getEventListeners } from 'node:events';
import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createExec } from '../../src/engine/exec.ts';
import { rejects } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { inTempFolder } from '../temp-folder.ts';

const node = process.execPath;

function exec(signal: AbortSignal = new AbortController().signal) {
  return createExec(process.env, signal);
}

/** True while a process runs; one that has ended and was not collected yet does not. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

async function pidIn(file: string): Promise<number> {
  while (!existsSync(file) || (await readFile(file, 'utf8')) === '') await wait(10);
  return Number(await readFile(file, 'utf8'));
}

// A parent and a child that both ignore SIGINT; the child's pid and the signals are written to files.
const STUBBORN = `
  const { spawn } = require('node:child_process');
  const { appendFileSync, writeFileSync } = require('node:fs');
  const [folder] = process.argv.slice(1);
  process.on('SIGINT', () => appendFileSync(folder + '/signals', 'x'));
  const child = spawn(process.execPath, ['-e', 'process.on("SIGINT", () => {}); setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  setTimeout(() => writeFileSync(folder + '/pid', String(child.pid)), 300);
  setInterval(() => {}, 1000);
`;

test('no start-up file of a shell is run, however few variables there are, with input or without', () =>
  inTempFolder(async (folder) => {
    await writeFile(join(folder, '.bashrc'), 'echo from bashrc\n');
    const bare = createExec({ PATH: process.env['PATH'], HOME: folder }, new AbortController().signal);

    const plain = await bare`echo out`;
    const fed = await bare({ input: 'in' })`cat`;

    assert.equal([plain.stdout, fed.stdout], ['out\n', 'in']);
  }));

test('words are passed on as they are, whatever they hold', async () => {
  const words = [
    'a b',
    '$(touch x)',
    '`id`',
    'é\n"\'',
    '',
    '~',
    '*',
    '!1',
    '\\',
    '; ls',
    '$HOME',
    '🎨',
    '-n',
    'a=b',
  ];

  const { stdout } =
    await exec()`${node} -p ${'JSON.stringify(process.argv.slice(1))'} -- ${words} ${'last one'}`;

  assert.equal(JSON.parse(stdout), [...words, 'last one']);
});

test('exit codes and streams are returned, never thrown', async () => {
  const end = await exec()`${node} -e ${'console.log("out"); console.error("err"); process.exit(3)'}`;

  assert.equal(end, { stdout: 'out\n', stderr: 'err\n', exitCode: 3, signal: null });
});

test('a signal that ended a command is named', async () => {
  const end = await exec()`${node} -e ${'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'}`;

  assert.ok(end.signal === 'SIGTERM' || end.exitCode === 143, JSON.stringify(end));
});

test('input is given, and its end with it', async () => {
  const { stdout } = await exec()({ input: 'hello' })`cat`;

  assert.is(stdout, 'hello');
});

test('variables are added and removed', async () => {
  const { stdout } = await exec()({
    env: { ADDED: 'yes', HOME: undefined },
  })`${node} -p ${'process.env.ADDED + " " + process.env.HOME'}`;

  assert.is(stdout, 'yes undefined\n');
});

test('a program that is not there is exit code 127, a folder that is not there an error', async () => {
  assert.is((await exec()`no-such-program-anywhere --help`).exitCode, 127);
  assert.is(await codeOf(exec()({ cwd: '/no/such/folder' })`true`), 'COMMAND_NOT_STARTED');
});

test('lines come as they are, also when a character is split over two chunks', async () => {
  const script = `
    const bytes = Buffer.from('ä🎨 one\\ntwo\\nrest ü');
    let at = 0;
    const next = () => { if (at < bytes.length) process.stdout.write(bytes.subarray(at, ++at), () => setTimeout(next, 4)); };
    next();
  `;
  const lines: string[] = [];

  await exec()({ onLine: (line) => void lines.push(line) })`${node} -e ${script}`;

  assert.equal(lines, ['ä🎨 one', 'two', 'rest ü']);
});

test('an error of a line receiver stops the command and is thrown', async () => {
  const onLine = (): never => {
    throw new Error('receiver bug');
  };

  const error = await rejects(
    exec()({ onLine })`${node} -e ${'console.log("x"); setInterval(() => {}, 1000)'}`,
  );

  assert.match(String(error), /receiver bug/);
});

test('a cancelled command gets one signal, then time, then none of its tree is left', () =>
  inTempFolder(async (folder) => {
    const controller = new AbortController();
    const running = exec(controller.signal)({ killGraceMs: 400 })`${node} -e ${STUBBORN} ${folder}`;
    const pid = await pidIn(join(folder, 'pid'));
    assert.ok(isAlive(pid));

    controller.abort(new Error('enough'));
    const error = await rejects(running);

    assert.match(String(error), /enough/);
    assert.is(await readFile(join(folder, 'signals'), 'utf8'), 'x');
    // A process that was killed is gone a moment later; one that is left keeps this test waiting until its runner names it.
    while (isAlive(pid)) await wait(20);
  }));

test('a command that takes too long is stopped, and said to be', () =>
  inTempFolder(async (folder) => {
    const running = exec()({ timeoutMs: 500, killGraceMs: 200 })`${node} -e ${STUBBORN} ${folder}`;

    assert.is(await codeOf(running), 'COMMAND_TIMED_OUT');
    if (existsSync(join(folder, 'pid'))) assert.not.ok(isAlive(await pidIn(join(folder, 'pid'))));
  }));

test('nothing is started once the run is cancelled, also while the shell is being loaded', () =>
  inTempFolder(async (folder) => {
    const controller = new AbortController();
    const running = exec(controller.signal)`touch ${join(folder, 'made')}`;
    controller.abort(new Error('enough'));

    assert.match(String(await rejects(running)), /enough/);
    assert.match(String(await rejects(exec(controller.signal)`touch ${join(folder, 'made')}`)), /enough/);
    assert.not.ok(existsSync(join(folder, 'made')));
  }));

test('a command leaves nothing on the signal of the run', async () => {
  const controller = new AbortController();

  await exec(controller.signal)`true`;

  assert.is(getEventListeners(controller.signal, 'abort').length, 0);
});

test.run();
