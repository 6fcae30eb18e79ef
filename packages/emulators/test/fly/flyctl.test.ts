import { rm, writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openWorld } from './world.ts';

test('tokens: none, invalid, and any other', async () => {
  await using world = await openWorld();

  const none = await world.flyctl(['auth', 'whoami', '--json'], { env: { FLY_API_TOKEN: '' } });
  const invalid = await world.flyctl(['status', '--json'], { env: { FLY_API_TOKEN: 'invalid' } });
  const good = await world.flyctl(['auth', 'whoami', '--json'], {
    env: { FLY_API_TOKEN: '', FLY_ACCESS_TOKEN: 'FlyV1 x' },
  });

  assert.equal(
    [none.code, none.stderr],
    [1, "Error: no access token available. Please login with 'flyctl auth login'\n"],
  );
  assert.is(invalid.code, 1);
  assert.match(invalid.stderr, 'You must be authenticated');
  assert.type((JSON.parse(good.stdout) as { email: string }).email, 'string');
});

test('mistakes on the command line get flyctl texts and exit 1', async () => {
  await using world = await openWorld();
  const mistakes: readonly (readonly [string[], string | RegExp])[] = [
    [['deploy', '--json'], 'Error: unknown flag: --json'],
    [['status', '--jason'], 'Error: unknown flag: --jason'],
    [['releases', 'rollback'], 'unknown command "rollback" for "flyctl releases"'],
    [['frobnicate'], 'unknown command "frobnicate" for "flyctl"'],
    [['status', '--json', '-a', 'nope'], 'failed to get app: Could not find App "nope"'],
    [['deploy', '-c', 'nope.toml'], 'config file not found at specified path: '],
    [['deploy', '--ha=perhaps'], 'invalid argument "perhaps" for "--ha" flag'],
    [['machine', 'destroy', '--force', '--image', 'x:y'], 'prompt: non interactive'],
    [['deploy', '--strategy', 'purple', '--ha=false'], "unsupported deployment strategy 'purple'"],
  ];
  for (const [words, text] of mistakes) {
    const { code, stderr } = await world.flyctl(words);
    assert.is(code, 1, words.join(' '));
    assert.match(stderr, text);
  }
});

test('config validate reports on stdout and knows the strict mode', async () => {
  await using world = await openWorld();
  const good = await world.flyctl(['config', 'validate']);
  await writeFile(`${world.dir}/app/odd.toml`, 'app = "demo"\nsurprise = 1\n');
  const odd = await world.flyctl(['config', 'validate', '-c', 'odd.toml']);
  const strict = await world.flyctl(['config', 'validate', '--strict', '-c', 'odd.toml']);
  await writeFile(
    `${world.dir}/app/bad.toml`,
    'app = "demo"\n[deploy]\nstrategy = "purple"\n[checks.alive]\ninterval = "1s"\ntype = "http"\n[[vm]]\nsize = "huge"\n',
  );
  const bad = await world.flyctl(['config', 'validate', '-c', 'bad.toml']);

  assert.equal([good.code, odd.code, strict.code, bad.code], [0, 0, 1, 1]);
  assert.match(strict.stderr, 'strict validation failed');
  assert.match(bad.stderr, 'App configuration is not valid');
  assert.match(bad.stdout, "Check 'alive' interval is too short: 1s, minimum is 2 seconds");
  assert.match(bad.stdout, "'huge' is an invalid machine size");
});

test('staged secrets reach a machine at its next start; their values cannot be read back', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);

  const staged = await world.flyctl(['secrets', 'import', '--stage'], {
    input: '# comment\nNEW="a # b"\nCUT=a # b\n',
  });
  const listed = await world.flyctl(['secrets', 'list', '--json']);
  const bad = await world.flyctl(['secrets', 'import', '--stage'], { input: 'whoops\n' });
  const id = world.emulator.machines('demo')[0]?.id ?? '';
  await world.flyctl(['machine', 'stop', id]);
  await world.flyctl(['machine', 'start', id]);
  const unset = await world.flyctl(['secrets', 'unset', '--stage', 'NEW', 'MISSING']);

  assert.match(staged.stdout, 'Secrets have been staged, but not set on VMs.');
  const secrets = JSON.parse(listed.stdout) as { name: string; status: string }[];
  assert.equal(
    secrets.map(({ name, status }) => `${name} ${status}`),
    ['API_KEY Deployed', 'CUT Staged', 'NEW Staged'],
  );
  assert.not.match(listed.stdout, 'a # b');
  assert.match(bad.stderr, 'Secrets must be provided as NAME=VALUE pairs (whoops is invalid)');
  let body = '';
  for (let tries = 0; tries < 100 && !body.startsWith('{'); tries++) body = (await world.get('/env')).body;
  const env = JSON.parse(body) as Record<string, string>;
  assert.equal([env['NEW'], env['CUT']], ['a # b', 'a']);
  assert.is(unset.code, 0, unset.stderr);
});

test('secrets without --stage make a restart-only release', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);

  const result = await world.flyctl(['secrets', 'set', 'COLOUR=blue']);

  assert.is(result.code, 0, result.stderr);
  const releases = await world.json<{ Version: number; Status: string }[]>('releases', '--json');
  assert.equal(
    releases.map(({ Version, Status }) => [Version, Status]),
    [
      [2, 'complete'],
      [1, 'complete'],
    ],
  );
});

test('faults spoil one call each', async () => {
  await using world = await openWorld();
  world.emulator.addFault({ command: 'status', kind: 'garbage' });
  world.emulator.addFault({ command: 'status', kind: 'silent' });
  world.emulator.addFault({ command: 'releases', kind: 'exit-1', text: 'the moon is full' });
  world.emulator.addFault({ kind: 'rate-limit', command: 'machine list' });

  const garbage = await world.flyctl(['status', '--json']);
  const after = await world.flyctl(['status', '--json']);
  const failed = await world.flyctl(['releases', '--json']);
  const limited = await world.flyctl(['machine', 'list', '--json']);

  assert.is(garbage.code, 0);
  assert.match(garbage.stdout, '502 Bad Gateway');
  assert.equal([after.code, after.stdout], [0, ''], 'both faults were used up, garbage first');
  assert.equal([failed.code, failed.stderr], [1, 'Error: the moon is full\n']);
  assert.match(limited.stderr, 'rate limit exceeded');
  assert.is((await world.json<{ Name: string }>('status', '--json')).Name, 'demo');
});

test('a missing Dockerfile, one that does not parse and a build that fails are build errors', async () => {
  await using world = await openWorld();
  const file = `${world.dir}/app/Dockerfile`;
  await writeFile(file, 'FROM node:22\nFETCH x y\n');
  const unparsable = await world.flyctl(['deploy']);
  await writeFile(
    file,
    'FROM node:22\nLABEL dev.paintbox.emulator.output="nowhere"\nCMD ["node", "server.mjs"]\n',
  );
  const noOutput = await world.flyctl(['deploy']);
  await rm(file);
  const missing = await world.flyctl(['deploy']);

  const prefix = 'Error: failed to fetch an image or build from source: ';
  for (const result of [unparsable, noOutput, missing]) {
    assert.is(result.code, 1);
    assert.match(result.stderr, prefix);
  }
  assert.match(unparsable.stderr, 'dockerfile parse error on line 2: unknown instruction: FETCH');
  assert.match(missing.stderr, /dockerfile '.*Dockerfile' not found/u);
  assert.equal(await world.json('releases', '--json'), []);
});

test.run();
