/** What the test command makes of test files that hang, are slow, or fail. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Ran } from '../../scripts/run-command.ts';
import { runTestFile } from '../../scripts/run-test-file.ts';
import { counted } from '../../scripts/tally.ts';

// Not among the sources, and yet where uvu is found from.
const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
const FOR_EVER = 'new Promise((resolve) => setTimeout(resolve, 1e9))';
/** Far more than a process needs to start. */
const SILENT_MS = 3_000;

/** Runs a test file of these lines. */
async function ran(lines: string): Promise<Ran> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'made-'));
  try {
    const file = join(folder, 'some.mjs');
    await writeFile(file, `import { suite, test } from 'uvu';\n${WAIT}${lines}\ntest.run();\n`);
    return await runTestFile([file], { silentMs: SILENT_MS });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const WAIT = 'const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));\n';
// Each mostly waits, so all begin at once.
const files = {
  hung: ran(`test('is good', () => {}); test('waits for ever', () => ${FOR_EVER});`),
  blocked: ran(`test('spins', () => { for (;;); });`),
  daemon: ran(
    `test('starts a daemon and waits', async () => {
      const { spawn } = await import('node:child_process');
      const daemon = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      daemon.unref();
      console.log('pid', daemon.pid);
      await ${FOR_EVER};
    });`,
  ),
  hook: ran(`test.after(() => ${FOR_EVER}); test('is good', () => {});`),
  stayed: ran(`test('leaves a timer', () => { setInterval(() => {}, 1000); });`),
  tests: ran(`for (let at = 0; at < 8; at += 1) test('test ' + at, () => wait(500));`),
  words: ran(
    `test('tells', async () => { for (let at = 0; at < 8; at += 1) { await wait(500); console.log(at); } });`,
  ),
};

test('a test that hangs is ended after a silence, and named', async () => {
  const hung = await files.hung;

  assert.not(hung.ok);
  assert.match(hung.output, 'ended in the test "waits for ever" by its runner: it said nothing for 3 s');
  assert.equal(counted(hung), { passed: 0, failed: 1, skipped: 0 });
});

test('of a file that is ended nothing is left running, not even a process that was to outlive it', async () => {
  const { output } = await files.daemon;
  const pid = Number(/pid (\d+)/.exec(output)?.[1]);

  assert.match(output, 'ended in the test "starts a daemon and waits"');
  assert.ok(pid > 0);
  // Killed, it may wait a moment longer for somebody to collect it.
  while (!/^$|\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))) await wait(20);
});

test('a test that blocks the thread is named, and so is a hook', async () => {
  assert.match((await files.blocked).output, 'ended in the test "spins"');
  assert.match((await files.hook).output, 'ended in the hook after all tests');
});

test('a process that stays when its tests are over is ended, and said to be', async () => {
  const stayed = await files.stayed;

  assert.not(stayed.ok);
  assert.match(stayed.output, 'ended after the test "leaves a timer" by its runner');
  assert.equal(counted(stayed), { passed: 1, failed: 1, skipped: 0 });
});

test('a file may take longer than the silence when it makes progress, by tests or by words', async () => {
  const [tests, words] = await Promise.all([files.tests, files.words]);

  assert.equal(counted(tests), { passed: 8, failed: 0, skipped: 0 });
  assert.equal(counted(words), { passed: 1, failed: 0, skipped: 0 });
});

test.run();
