import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { main } from '../src/index.ts';
import type { Io } from '../src/index.ts';
import { keep } from './reporters/events.ts';
import { GOOD } from './run-cli.ts';

const test = suite('main');

test('a script can call it without a process of its own', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const stdout = keep();
  const io: Io = { stdout, stderr: keep(), env: { PAINTBOX_STATE_DIR: state }, cwd: GOOD };

  assert.is(await main(['keys', 'check'], io), 0);
  assert.match(stdout.text(), 'keys check succeeded');
  await rm(state, { recursive: true });
});

test('a confirmation that was declined is no success: 130, cancelled, in words and on the record', async () => {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stdout = Object.assign(keep(), { isTTY: true });
  const io: Io = { stdin, stdout, stderr: keep(), env: { PAINTBOX_STATE_DIR: state, CI: 'true' }, cwd: GOOD };
  stdin.end('n\n');

  const code = await main(['keys', 'rotate', '--no-color'], io);

  const told = keep();
  await main(['show', '--json'], { ...io, stdout: told });
  const why = keep();
  await main(['explain', '--no-color'], { ...io, stdout: why });
  await rm(state, { recursive: true });
  const { status, exitCode, error } = JSON.parse(told.text()) as RunRecord;
  assert.equal([code, status, exitCode, error?.code], [130, 'cancelled', 130, 'DECLINED']);
  assert.match(stdout.text(), 'stop    demo.confirm  not confirmed: nothing was rotated');
  assert.match(stdout.text(), 'keys rotate not confirmed');
  assert.not.match(stdout.text(), 'succeeded');
  assert.match(why.text(), 'a person was asked, and did not confirm');
});

test('our own bug ends with 70, a stack, versions and where to report it, and still one document', async () => {
  const stdout = keep();
  const stderr = keep();
  const env = new Proxy<Record<string, string>>(
    {},
    {
      get(_, name) {
        if (name === 'FLY_APP') throw new TypeError('a bug of ours');
        return undefined;
      },
    },
  );

  const code = await main(['deploy', '--json'], { stdout, stderr, env, cwd: GOOD });

  assert.is(code, 70);
  assert.match(stderr.text(), /TypeError: a bug of ours\n\s+at /);
  assert.match(stderr.text(), `Node ${process.version}`);
  assert.match(stderr.text(), "the project's issue tracker");
  assert.is((JSON.parse(stdout.text()) as { exitCode: number }).exitCode, 70);
});

test.run();
