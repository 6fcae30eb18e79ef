/** The stand-in for flyctl, which builds and pushes, and refuses all else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from './conformance/ask.ts';
import { openWorld, type TestWorld } from './world.ts';

const test = suite<{ world: TestWorld }>('the stand-in for flyctl');
const build = ['deploy', '--build-only', '--push'];
const failed = 'Error: failed to fetch an image or build from source: ';

test.before(async (context) => {
  context.world = await openWorld();
});
test.before.each(({ world }) => world.emulator.clearMishaps());
test.after(async ({ world }) => {
  await world[Symbol.asyncDispose]();
});

const isThere = async (world: TestWorld, tag: string): Promise<boolean> =>
  (await ask(world, 'HEAD', `/v2/demo/manifests/${tag}`)).status === 200;

test('an image is built, pushed by its tag and told; the same source gives the same digest', async ({
  world,
}) => {
  const first = await world.flyctl([...build, '--image-label', 'a', '--remote-only', '--depot=false']);
  const second = await world.flyctl([...build, '--image-label', 'b', '--recreate-builder']);

  assert.is(first.code, 0, first.stderr);
  assert.match(first.stderr, /^image: registry\.fly\.io\/demo:a$/mu);
  const digests = [first, second].map(
    ({ stderr }) => /pushing manifest for \S+@(sha256:[0-9a-f]{64})/u.exec(stderr)?.[1],
  );
  assert.is(digests[0], digests[1]);
  const pushed = await ask(world, 'HEAD', '/v2/demo/manifests/a');
  assert.is(pushed.headers.get('docker-content-digest'), digests[0]);
  const releases = await ask(world, 'GET', '/api/v1/apps/demo/releases');
  assert.equal([world.emulator.machines('demo'), releases.json()], [[], { releases: [] }]);
});

test('without --push, or with --push=false, nothing is left in the registry', async ({ world }) => {
  const silent = await world.flyctl(['deploy', '--build-only', '--image-label', 'lost']);
  const said = await world.flyctl([...build, '--push=false', '--image-label', 'lost']);

  assert.equal([silent.code, said.code], [0, 0], said.stderr);
  assert.not(await isThere(world, 'lost'));
});

test('a Dockerfile that does not parse, one without output, and none at all fail as builds do', async ({
  world,
}) => {
  const file = `${world.dir}/app/Dockerfile`;
  await writeFile(file, 'FROM node:22\nFETCH x y\n');
  const unparsable = await world.flyctl(build);
  await writeFile(
    file,
    'FROM node:22\nLABEL dev.paintbox.emulator.output="nowhere"\nCMD ["node", "server.mjs"]\n',
  );
  const noOutput = await world.flyctl(build);
  await rm(file);
  const missing = await world.flyctl(build);
  await world.writeApp('one');

  for (const { code, stderr } of [unparsable, noOutput, missing]) {
    assert.is(code, 1);
    assert.match(stderr, failed);
  }
  assert.match(unparsable.stderr, 'dockerfile parse error on line 2: unknown instruction: FETCH');
  assert.match(missing.stderr, /dockerfile '.*Dockerfile' not found/u);
});

test('the builder fails by a mishap, before the image is pushed or after it', async ({ world }) => {
  const text = 'error releasing builder: deadline_exceeded';
  for (const acted of [false, true]) {
    const what = { kind: 'status', status: 503, text, acted } as const;
    world.emulator.addMishap({ call: 'builder.build', what });
    const tag = acted ? 'after' : 'before';

    const { code, stderr } = await world.flyctl([...build, '--image-label', tag]);

    assert.is(code, 1);
    assert.match(stderr, `${failed}${text}`);
    assert.is(await isThere(world, tag), acted);
  }
});

test('a build that hangs leaves in silence with 127 when it is told to', async ({ world }) => {
  world.emulator.addMishap({ call: 'builder.build', what: { kind: 'hang' } });
  const env = { PATH: process.env['PATH'] ?? '', FLY_API_TOKEN: 'token' };
  const child = spawn(world.emulator.flyctlPath, build, { cwd: `${world.dir}/app`, env });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
    if (said.includes('==> Building image')) child.kill('SIGINT');
  });

  const [code] = (await once(child, 'exit')) as [number | null];

  assert.is(code, 127);
  assert.not.match(said, 'Error');
});

for (const [words, env, text] of [
  [[...build, '-a', 'nope'], {}, 'failed to get app: Could not find App "nope"'],
  [[...build, '-c', 'nope.toml'], {}, 'config file not found at specified path: '],
  [[...build, '--jason'], {}, 'unknown flag: --jason'],
  [[...build, '--push=perhaps'], {}, 'invalid argument "perhaps" for "--push" flag'],
  [[...build, '--build-arg', 'x'], {}, "'x': must be in the format NAME=VALUE"],
  [build, { FLY_API_TOKEN: '' }, 'no access token available'],
  [build, { FLY_API_TOKEN: 'invalid' }, 'You must be authenticated'],
  [build, { FLY_APP: 'other' }, 'Could not find App "other"'],
] as const) {
  test(`a build is refused in flyctl's words: ${text}`, async ({ world }) => {
    const { code, stderr } = await world.flyctl(words, env);

    assert.equal([code, stderr.includes(`Error: ${text}`) || stderr.includes(text)], [1, true], stderr);
  });
}

for (const words of [
  ['deploy', '--image', 'registry.fly.io/demo:a'],
  ['machine', 'list', '--json'],
  ['secrets', 'set', 'A=b'],
  [],
]) {
  test(`any other command is refused with the way to do it: flyctl ${words.join(' ')}`, async ({ world }) => {
    const { code, stdout, stderr } = await world.flyctl(words);

    assert.equal([code, stdout], [1, '']);
    assert.match(
      stderr,
      /^Error: the stand-in only builds .* use the real flyctl, or the Machines API at http:/u,
    );
  });
}

test('it says what it is', async ({ world }) => {
  const { code, stdout } = await world.flyctl(['version'], { FLY_API_TOKEN: '' });

  assert.is(code, 0);
  assert.match(stdout, /^flyctl v0\.4\.87 stand-in/u);
});

test.run();
