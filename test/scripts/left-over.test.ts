/** What is left of a test or a proof that a signal ends. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
// Not among the sources, and yet where uvu is found from.
const CACHE = join(REPOSITORY, 'node_modules/.cache');

/** A test file that says in FOLDER/pid who a server is that outlives it, and waits for ever. */
const WAITS = `
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { endWithSignal } from ${JSON.stringify(new URL('../end-with-signal.ts', import.meta.url).href)};
  const folder = process.argv[2];
  if (process.argv[3] === 'by hand') endWithSignal(join(folder, 'own'));
  const server = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  writeFileSync(join(folder, 'pid'), String(server.pid));
  setInterval(() => {}, 1_000);
`;
/** Runs a file as the test command does. */
const RUNS = `
  import { runTestFile } from ${JSON.stringify(new URL('../../scripts/run-test-file.ts', import.meta.url).href)};
  await runTestFile(process.argv.slice(2));
`;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'left-'));
  try {
    await mkdir(join(folder, 'own'));
    await writeFile(join(folder, 'waits.mjs'), WAITS);
    await writeFile(join(folder, 'runs.mjs'), RUNS);
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a file of the folder; neither it nor its server is known to whoever runs this test. */
function start(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, words, { env: { PATH: process.env['PATH'] }, stdio: 'ignore' });
}

/** The server, once it runs. */
async function serverIn(folder: string): Promise<number> {
  for (;;) {
    const said = await readFile(join(folder, 'pid'), 'utf8').catch(() => '');
    if (said !== '') return Number(said);
    await wait(20);
  }
}

async function assertGone(pid: number): Promise<void> {
  // Killed, it may wait a moment longer for somebody to collect it.
  while (!/^$|\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))) await wait(20);
}

test('a proof that a signal ends takes its servers and its folder with it', () =>
  inFolder(async (folder) => {
    const proof = start([join(folder, 'waits.mjs'), folder, 'by hand']);
    const server = await serverIn(folder);

    proof.kill('SIGTERM');

    assert.equal(await once(proof, 'exit'), [null, 'SIGTERM']);
    await assertGone(server);
    assert.not(existsSync(join(folder, 'own')));
  }));

test('the test command that a signal ends leaves no server of a test running', () =>
  inFolder(async (folder) => {
    const command = start([join(folder, 'runs.mjs'), join(folder, 'waits.mjs'), folder]);
    const server = await serverIn(folder);

    command.kill('SIGINT');

    assert.equal(await once(command, 'exit'), [null, 'SIGINT']);
    await assertGone(server);
  }));

test.run();
