import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callCli, openRig } from './rig.ts';
import type { Called, Rig } from './rig.ts';

const test = suite<{ rig: Rig }>('what is missing or broken around a deploy (against emulators)');

test.before(async (context) => {
  context.rig = await openRig();
});
test.after(async ({ rig }) => {
  await rig[Symbol.asyncDispose]();
});

/** Every code of a run's error, nested ones included. */
function codes({ record }: Called): readonly string[] {
  return (record.error?.problems ?? []).map(({ code }) => code).toSorted();
}

test('production without anything lists every missing prerequisite, each with what to do', async () => {
  const home = await mkdtemp(join(tmpdir(), 'paintbox-home-'));
  // Nothing but Node on the PATH: no flyctl, whatever this machine has.
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    PAINTBOX_STATE_DIR: join(home, 'state'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };

  const called = await callCli(['deploy'], env);
  await rm(home, { recursive: true });

  assert.is(called.code, 1);
  assert.equal(codes(called), [
    'AWS_CREDENTIALS_MISSING',
    'FLY_APP_UNCHECKED',
    'FLY_FLYCTL_MISSING',
    'FLY_TOKEN_MISSING',
  ]);
  for (const problem of called.record.error?.problems ?? []) assert.ok(problem.hint, problem.code);
  assert.not.match(called.stderr, /\n\s+at /);
});

test('a role that may not read the keys is told the exact statement to add', async ({ rig }) => {
  await putUser(rig, 'AKIDWITHOUTREADING', ['secretsmanager:DescribeSecret', 'secretsmanager:CreateSecret']);
  assert.is((await rig.call(['keys', 'ensure'])).code, 0);

  const called = await rig.call(['deploy'], {
    env: { AWS_ACCESS_KEY_ID: 'AKIDWITHOUTREADING', AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-test' },
  });

  assert.is(called.code, 1);
  const shown = JSON.stringify(called.record.error);
  assert.match(shown, /AWS_ACCESS_DENIED/);
  assert.match(shown, /secretsmanager:GetSecretValue/);
  assert.match(shown, /private-key-\?\?\?\?\?\?/);
  assert.equal(await rig.machines(), []);
});

test('an app that the platform does not have is named with how to make it', async ({ rig }) => {
  const called = await rig.call(['deploy'], { env: { FLY_APP: 'no-such-app' } });

  assert.is(called.code, 1);
  assert.match(JSON.stringify(called.record.error), /FLY_APP_NOT_FOUND/);
});

for (const kind of ['garbage', 'html', 'empty', 'half'] as const) {
  test(`a platform that answers with ${kind} stops the deploy before anything changes`, async ({ rig }) => {
    await addMishap(rig, { call: 'machines.list', times: 99, what: { kind } });

    const called = await rig.call(['deploy']);
    await clearMishaps(rig);

    assert.is(called.code, 1);
    assert.match(JSON.stringify(called.record.error), /FLY_ANSWER_UNUSABLE|FLY_PLATFORM_UNREACHABLE/);
    assert.equal(await rig.machines(), []);
  });
}

test('where a builder fails, another one builds, and the image is pushed once', async ({ rig }) => {
  const what = { kind: 'status', status: 503, text: 'error releasing builder: deadline_exceeded' };
  await addMishap(rig, { call: 'builder.build', what });

  const called = await rig.call(['deploy']);
  await clearMishaps(rig);

  assert.is(called.code, 0, called.record.error?.message);
  const said = called.events.flatMap((event) =>
    event.type === 'stage.log' && event.stage === 'fly.build' && event.level === 'warn'
      ? [event.message]
      : [],
  );
  assert.is(said.length, 1, said.join('\n'));
  assert.match(said[0] ?? '', /deadline_exceeded.*building on another builder/s);
  assert.is(
    called.events.filter((event) => event.type === 'effect.intent' && event.effect === 'push').length,
    1,
  );
});

test('a world whose port is taken moves to another one', async ({ rig }) => {
  const port = Number(new URL(rig.address.awsUrl).port);
  process.kill(rig.address.pid, 'SIGKILL');
  const squatter = await squatting(port);

  await rig.restart();
  const called = await rig.call(['keys', 'check']);
  squatter.close();

  assert.is(called.code, 0, called.record.error?.message);
  assert.is.not(Number(new URL(rig.address.awsUrl).port), port);
});

test.run();

/** Takes a port as soon as the process that holds it is gone. */
async function squatting(port: number): Promise<Server> {
  for (;;) {
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return server;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function putUser(rig: Rig, accessKeyId: string, actions: readonly string[]): Promise<void> {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
  await post(`${rig.address.awsUrl}/_emulator/users`, {
    accessKeyId,
    secretAccessKey: 'a-secret-of-the-test',
    name: 'no-reading',
    policy,
  });
}

function addMishap(rig: Rig, mishap: object): Promise<void> {
  return post(`${rig.address.flyApiUrl}/_emulator/mishaps`, mishap);
}

async function clearMishaps(rig: Rig): Promise<void> {
  await fetch(`${rig.address.flyApiUrl}/_emulator/mishaps`, { method: 'DELETE' });
}

async function post(url: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${url} answered ${answer.status}: ${await answer.text()}`);
}
