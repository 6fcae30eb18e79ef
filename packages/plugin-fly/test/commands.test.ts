import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildArgs, commandName, deployArgs, machineArgs, READ, scaleArgs } from '../src/flyctl/commands.ts';
import { durationMs } from '../src/config/duration.ts';

const deploy = {
  app: 'demo',
  config: '/c/fly.toml',
  image: 'registry.fly.io/demo@sha256:aa',
  buildId: 'run-1',
  waitTimeout: '5m',
} as const;

test('a deploy names image, strategy and build id, and switches off what flyctl would do by itself', () => {
  const args = deployArgs({ ...deploy, strategy: 'bluegreen' });

  assert.equal(
    args.join(' '),
    'deploy --app demo --config /c/fly.toml --image registry.fly.io/demo@sha256:aa --strategy bluegreen --env PAINTBOX_BUILD_ID=run-1 ' +
      '--wait-timeout 5m --deploy-retries 0 --ha=false --dns-checks=false',
  );
});

test('a first deploy names no strategy', () => {
  assert.not.ok(deployArgs(deploy).includes('--strategy'));
});

test('putting a release back skips the release command, and makes no machines where there are some', () => {
  const inPlace = deployArgs({ ...deploy, restoring: 'in-place' });
  const fromNothing = deployArgs({ ...deploy, restoring: 'from-nothing' });

  assert.equal(inPlace.slice(-2), ['--skip-release-command', '--update-only']);
  assert.ok(fromNothing.includes('--skip-release-command'));
  assert.not.ok(fromNothing.includes('--update-only'));
});

test('a build pushes, because without --push flyctl throws the image away', () => {
  const args = buildArgs({ app: 'demo', config: '/c', dockerfile: '/d', context: '/x', label: 'run-1' });

  assert.equal(
    args.join(' '),
    'deploy /x --app demo --config /c --dockerfile /d --build-only --push --image-label run-1',
  );
});

test('the arguments of the Dockerfile are passed on, but for those without a value', () => {
  const build = { app: 'demo', config: '/c', dockerfile: undefined, context: '/x', label: 'run-1' };

  const args = buildArgs({ ...build, args: { REVISION: 'abc', BUILD: '', OTHER: undefined } });

  assert.equal(args.slice(-2), ['--build-arg', 'REVISION=abc']);
});

test('a second builder is asked for when the first did not answer', () => {
  const build = { app: 'demo', config: '/c', dockerfile: undefined, context: '/x', label: 'run-1' };

  assert.equal(buildArgs({ ...build, builder: 'remote' }).slice(-2), ['--remote-only', '--depot=false']);
  assert.is(buildArgs({ ...build, builder: 'recreated' }).at(-1), '--recreate-builder');
});

test('a deploy of some groups names them, and may leave the release command out', () => {
  const args = deployArgs({ ...deploy, strategy: 'rolling', groups: ['a', 'b'], skipReleaseCommand: true });

  assert.match(args.join(' '), '--strategy rolling --process-groups a,b');
  assert.ok(args.includes('--skip-release-command'));
});

test('machine and scale commands never ask', () => {
  assert.equal(machineArgs('demo', 'destroy', 'm1').join(' '), 'machine destroy --force m1 --app demo');
  assert.equal(machineArgs('demo', 'stop', 'm1').join(' '), 'machine stop --wait-timeout 30s m1 --app demo');
  assert.equal(machineArgs('demo', 'uncordon', 'm1').join(' '), 'machine uncordon m1 --app demo');
  assert.equal(
    scaleArgs('demo', { web: 2, worker: 1 }).join(' '),
    'scale count web=2 worker=1 --app demo --yes',
  );
});

test('a command is called by its words, without values', () => {
  assert.is(commandName(READ.machines('demo')), 'machine list');
  assert.is(commandName(READ.leases('demo')), 'machine leases view');
  assert.is(commandName(['deploy', '/some/folder', '--app', 'x']), 'deploy');
  assert.is(commandName(machineArgs('demo', 'start', 'e28650')), 'machine start');
});

test('a duration needs a unit and must not be zero', () => {
  assert.is(durationMs('waitTimeout', '1m30s'), 90_000);
  for (const wrong of ['0', '0s', '5', 'none', '', '-1s']) {
    assert.throws(
      () => durationMs('waitTimeout', wrong),
      (error: { code: string }) => error.code === 'FLY_OPTION',
      wrong,
    );
  }
});

test.run();
