import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCli } from '../run-cli.ts';
import type { Ended } from '../run-cli.ts';

const test = suite('explain');

interface Explanation {
  readonly schema: string;
  readonly exitCode: number;
  readonly because: string;
  readonly now: string;
  readonly chain: readonly {
    readonly kind: string;
    readonly stage: string | null;
    readonly sentence: string;
  }[];
  readonly todo: readonly string[];
}

/** Runs a command in a state of its own, then explains it. */
async function explained(
  words: readonly string[],
  options: Parameters<typeof runCli>[1] = {},
): Promise<{ readonly told: Explanation; readonly text: Ended }> {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const env = { PAINTBOX_STATE_DIR: state };
  await runCli(words, { ...options, env: { ...options?.env, ...env } });
  const json = await runCli(['explain', '--json'], { env });
  const text = await runCli(['explain'], { env });
  await rm(state, { recursive: true });
  return { told: JSON.parse(json.stdout) as Explanation, text };
}

test('a deploy that was rolled back: what was changed, what was seen, what was taken back, what proved it', async () => {
  const { told, text } = await explained(['deploy', '--bad']);

  assert.equal([told.schema, told.exitCode], ['paintbox.explanation/1', 3]);
  assert.equal(
    told.chain.map(({ kind, stage }) => [kind, stage]),
    [
      ['started', null],
      ['changed', 'demo.ship'],
      ['saw', 'demo.smoke'],
      ['failed', 'demo.smoke'],
      ['undone', 'demo.ship'],
      ['verified', 'demo.smoke'],
    ],
  );
  assert.match(told.chain[2]?.sentence ?? '', 'jwks.keys failed: the key set is empty');
  assert.match(told.chain[4]?.sentence ?? '', 'release 1 serves again');
  assert.match(told.now, 'the same checks passed on it');
  assert.equal(told.todo.slice(0, 2), ['publish the keys, then deploy again', 'look at the checks above']);
  assert.is(text.code, 0);
  assert.match(text.stdout, 'Why exit code 3');
});

test('a deploy that was left as it is: what still stands', async () => {
  const { told } = await explained(['deploy', '--bad', '--no-rollback']);

  assert.is(told.exitCode, 4);
  assert.match(told.because, 'was left as it is');
  assert.match(told.now, 'still stands: ship version 2');
});

test('a deploy that went well: what it did and what proved it, and nothing to do', async () => {
  const { told } = await explained(['deploy']);

  assert.equal(
    told.chain.map(({ kind }) => kind),
    ['started', 'changed', 'verified'],
  );
  assert.match(told.now, 'this is done: ship version 2');
  assert.equal(told.todo, []);
});

test('a run that was killed: no verdict, what may stand, and how to settle it', async () => {
  const { told, text } = await explained(['deploy'], {
    env: { FIXTURE_PACE_MS: '150' },
    during: (child, text) => text().includes('start   demo.smoke') && child.kill('SIGKILL'),
  });

  assert.match(told.because, 'its process was killed');
  assert.match(told.now, 'may stand: ship version 2');
  assert.match(told.todo.join(), 'paintbox-deploy resume');
  assert.match(text.stdout, 'needs a person');
});

test('a run that was cancelled, and one whose stage has a bug', async () => {
  const { told: stopped } = await explained(['wait'], {
    during: (child, text) => text().includes('waiting') && child.kill('SIGINT'),
  });
  assert.match(stopped.because, 'cancelled by SIGINT, and unwound');
  assert.ok(stopped.chain.some(({ kind }) => kind === 'cancelled'));

  const { told: crashed } = await explained(['crash']);
  assert.match(crashed.now, 'as it was before');
  assert.match(crashed.chain.at(-1)?.sentence ?? '', 'a bug in a stage [STAGE_THREW]');
});

test('a run that there is not is a wrong call', async () => {
  const { code, stderr } = await runCli(['explain', 'zzz']);

  assert.is(code, 2);
  assert.match(stderr, 'CLI_NO_RUNS');
});

test.run();
