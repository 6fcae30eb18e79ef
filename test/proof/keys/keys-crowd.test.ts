/**
 * Many processes that share nothing but the AWS account make and rotate keys at once. `npx -y pnpm@12 proof keys` lets fifty ensure and twenty rotate.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { KeyWatch } from './key-watch.ts';
import { openKeysWorld, ROTATION_TIMES, runKeys } from './keys-world.ts';
import type { KeysCommand, KeysWorld } from './keys-world.ts';

const ALL = process.env['PAINTBOX_PROOF'] !== undefined;
const ENSURE_AT_ONCE = ALL ? 50 : 4;
const ROTATE_AT_ONCE = ALL ? 20 : 4;
const LIMIT_MS = ALL ? 600_000 : 180_000;
const RUN_KEYS = fileURLToPath(import.meta.resolve('./fixtures/run-keys.ts'));

/** Exit code and error code of one process. */
interface Ended {
  readonly exitCode: number | null;
  readonly error: string | undefined;
}

/** Starts processes that wait for each other, each with a state folder of its own: no lock keeps them apart. */
async function crowd(world: KeysWorld, command: KeysCommand, size: number): Promise<readonly Ended[]> {
  const members = Array.from({ length: size }, (_, index) => {
    const address = JSON.stringify(world.through(world.awsUrl, `machine-${index}`));
    const child = spawn(process.execPath, [RUN_KEYS, address, command, 'wait'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    const lines: string[] = [];
    const ready = Promise.withResolvers<void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      ready.resolve();
    });
    const ended = once(child, 'close') as Promise<[number | null]>;
    return { child, lines, ready: Promise.race([ready.promise, ended]), ended };
  });
  await Promise.all(members.map(({ ready }) => ready));
  for (const { child } of members) child.stdin.end();
  return Promise.all(
    members.map(async ({ ended, lines }) => {
      const [exitCode] = await ended;
      return { exitCode, error: (JSON.parse(lines[1] ?? '{}') as { code?: string }).code };
    }),
  );
}

/** The states of the stored keys, and the kids that are published. */
async function stored(
  world: KeysWorld,
): Promise<{ readonly states: readonly string[]; readonly kids: number }> {
  const { secrets } = JSON.parse(await readFile(world.stateFile, 'utf8')) as {
    readonly secrets: readonly {
      readonly name: string;
      readonly versions: readonly {
        readonly labels: readonly string[];
        readonly value: { readonly data: string };
      }[];
    }[];
  };
  const [privateKeys = [], publicKeys = []] = ['private-key', 'public-keys'].map((name) => {
    const secret = secrets.find((each) => each.name.endsWith(name));
    const text = secret?.versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.value.data ?? '{}';
    return (JSON.parse(text) as { readonly keys?: readonly { readonly state: string }[] }).keys ?? [];
  });
  return { states: privateKeys.map(({ state }) => state), kids: publicKeys.length };
}

const done = (size: number): readonly Ended[] =>
  Array.from({ length: size }, () => ({ exitCode: 0, error: undefined }));

test(`${ENSURE_AT_ONCE} processes that ensure at once on an empty account make one pair`, async () => {
  await using world = await openKeysWorld();

  const ended = await crowd(world, 'ensure', ENSURE_AT_ONCE);

  assert.equal(ended, done(ENSURE_AT_ONCE));
  const { privateKids } = await world.pair();
  const lost = world.requests().filter(({ outcome }) => outcome === 'ResourceExistsException').length;
  process.stdout.write(
    `${ended.length} ensured at once: 1 pair (${privateKids[0]}), ${lost} creations gave way\n`,
  );
});

test(`${ROTATE_AT_ONCE} processes that rotate at once make one rotation and lose no key`, async () => {
  await using world = await openKeysWorld();
  assert.is((await runKeys(world.through(world.awsUrl), 'ensure')).exitCode, 0);
  const watch = new KeyWatch(world.stateFile, ROTATION_TIMES);
  await watch.look(world.now(), 'before');

  const begun = await crowd(world, 'rotate', ROTATE_AT_ONCE);
  await watch.look(world.now(), 'begun');
  assert.equal(begun, done(ROTATE_AT_ONCE));
  assert.equal(await stored(world), { states: ['active', 'next'], kids: 2 });

  world.pass(45_000);
  const activated = await crowd(world, 'rotate', ROTATE_AT_ONCE);
  await watch.look(world.now(), 'activated');
  assert.equal(activated, done(ROTATE_AT_ONCE));
  assert.equal(await stored(world), { states: ['retiring', 'active'], kids: 2 });
  watch.assertNothingFound();
  const refused = world
    .requests()
    .filter(({ operation, outcome }) => operation === 'UpdateSecretVersionStage' && outcome !== 'ok').length;
  process.stdout.write(
    `${ROTATE_AT_ONCE} rotated at once, twice: 1 rotation, 2 published keys, ${refused} moves of a label gave way\n`,
  );
});

test.run();
