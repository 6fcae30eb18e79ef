/**
 * A key's whole life – published, signing, retired – with each call to AWS dropped, delayed, sent twice, or its caller killed. After every call somebody
 * signs and somebody verifies, late readers and caches included: no live token is ever refused. `npx -y pnpm@12 proof keys` tries every call.
 */
import { readFile } from 'node:fs/promises';
import { rejects } from '@paintbox/deploy-core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inParallel } from '../in-parallel.ts';
import { KeyWatch } from './key-watch.ts';
import type { Habits } from './key-watch.ts';
import { openKeysWorld, ROTATION_TIMES, runKeys } from './keys-world.ts';
import type { KeysCommand, KeysWorld } from './keys-world.ts';
import { killedKeysRun } from './killed-keys-run.ts';
import { startRelay } from './replies.ts';
import type { Mishap } from './replies.ts';

const ALL = process.env['PAINTBOX_PROOF'] !== undefined;
const AT_ONCE = ALL ? 4 : 2;
const MISHAPS: readonly Mishap[] = ['dropped before', 'dropped after', 'delayed', 'sent twice'];
const MOMENTS = ['before', 'after'] as const;

/** What is run, and how long after the one before it. */
const PHASES: readonly { readonly command: KeysCommand; readonly passMs: number }[] = [
  { command: 'rotate', passMs: 0 },
  { command: 'rotate', passMs: 45_000 },
  { command: 'retire', passMs: 85_000 },
];

interface Call {
  readonly phase: number;
  readonly nth: number;
  readonly writes: boolean;
}

/** What goes wrong with a call. */
type Trouble = Call & { readonly mishap: Mishap | { readonly killed: 'before' | 'after' } };

const test = suite<{ calls: readonly Call[] }>('keys rotated over a bad network (against an emulator)');

// What the machine happens to have must not reach the SDK.
for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) {
  delete process.env[name];
}

/** Runs a command without mishaps, looking after every call. */
async function calm(world: KeysWorld, watch: KeyWatch, command: KeysCommand, where: string): Promise<void> {
  await using relay = await startRelay({
    url: world.awsUrl,
    onCall: (call, at) => (at === 'after' ? watch.look(world.now(), `${where}, call ${call}`) : undefined),
  });
  const record = await runKeys(world.through(relay.url), command);
  assert.is(record.exitCode, 0, `${where}: ${record.error?.code} ${record.error?.message}`);
}

async function troubled(world: KeysWorld, watch: KeyWatch, trouble: Trouble, where: string): Promise<void> {
  const { nth, mishap } = trouble;
  const command = PHASES[trouble.phase]?.command ?? 'rotate';
  const look = (call: number): Promise<void> => watch.look(world.now(), `${where}, call ${call}`);
  if (typeof mishap === 'object') {
    const signal = await killedKeysRun(world, { command, nth, when: mishap.killed, look });
    assert.is(signal, 'SIGKILL', where);
    return;
  }
  await using relay = await startRelay({
    url: world.awsUrl,
    mishapOf: (call) => (call === nth ? mishap : undefined),
    onCall: (call, at) => (at === 'after' ? look(call) : undefined),
  });
  // It may end well or not; what counts is what stands, and that the next run goes on from it.
  await runKeys(world.through(relay.url), command);
}

/** A key's whole life with one trouble, or none; says what was called and how much was verified. */
async function life(
  trouble?: Trouble,
  habits: Habits = ROTATION_TIMES,
): Promise<{ readonly calls: readonly Call[]; readonly watch: KeyWatch }> {
  await using world = await openKeysWorld();
  const made = await runKeys(world.through(world.awsUrl), 'ensure');
  assert.is(made.exitCode, 0, made.error?.message);
  const watch = new KeyWatch(world.stateFile, habits);
  const calls: Call[] = [];
  for (const [phase, { command, passMs }] of PHASES.entries()) {
    world.pass(passMs);
    const where = `${command} (${phase + 1} of ${PHASES.length})${trouble === undefined ? '' : `, ${JSON.stringify(trouble)}`}`;
    await watch.look(world.now(), where);
    if (trouble?.phase === phase) await troubled(world, watch, trouble, where);
    const before = world.requests().length;
    await calm(world, watch, command, where);
    for (const [index, { operation }] of world.requests().slice(before).entries()) {
      calls.push({ phase, nth: index + 1, writes: /^(Put|Update)/.test(operation) });
    }
  }
  watch.assertNothingFound();
  await assertTidy(world);
  return { calls, watch };
}

/** One key is left, in both secrets, and no label of ours on any version. */
async function assertTidy(world: KeysWorld): Promise<void> {
  const { secrets } = JSON.parse(await readFile(world.stateFile, 'utf8')) as {
    readonly secrets: readonly {
      readonly versions: readonly {
        readonly labels: readonly string[];
        readonly value: { readonly data: string };
      }[];
    }[];
  };
  const kids = secrets.map(({ versions }) => {
    assert.equal(
      versions.flatMap(({ labels }) => labels).filter((label) => label.startsWith('paintbox-')),
      [],
    );
    const current = versions.find(({ labels }) => labels.includes('AWSCURRENT'));
    const { keys } = JSON.parse(current?.value.data ?? '') as { readonly keys: readonly { kid: string }[] };
    assert.is(keys.length, 1);
    return keys[0]?.kid;
  });
  assert.is(new Set(kids).size, 1);
}

test.before(async (context) => {
  const { calls, watch } = await life();
  context.calls = calls;
  assert.ok(calls.length > 60, `only ${calls.length} calls`);
  assert.ok(watch.looks > calls.length);
  process.stdout.write(
    `${calls.length} calls, ${calls.filter(({ writes }) => writes).length} of them write\n`,
  );
});

test('what would be refused is seen: by a cache that is older than was said, and when tokens live longer', async () => {
  const cached = await rejects(life(undefined, { ...ROTATION_TIMES, cacheMaxAgeSeconds: 60 }));
  const lived = await rejects(life(undefined, { ...ROTATION_TIMES, tokenTtlSeconds: 200 }));

  assert.match(String(cached), /rotate \(2 of 3\).*is refused/);
  assert.match(String(lived), /retire \(3 of 3\).*is refused/);
});

/** Every call for a proof; for every day some of those that write. */
function chosen(calls: readonly Call[], step: number, offset: number): readonly Call[] {
  if (ALL) return calls;
  return calls.filter(({ writes }) => writes).filter((_, index) => index % step === offset);
}

async function tried(troubles: readonly Trouble[], what: string): Promise<void> {
  let verified = 0;
  let recovered = 0;
  await inParallel([...troubles], AT_ONCE, async (trouble) => {
    const { watch } = await life(trouble);
    verified += watch.verified;
    recovered += 1;
  });
  assert.is(recovered, troubles.length);
  process.stdout.write(
    `${what}: ${troubles.length} tried, ${recovered} recovered, ${verified} verifications\n`,
  );
}

for (const [index, mishap] of MISHAPS.entries()) {
  test(`with any one call ${mishap}, no live token is refused and the rotation comes to its end`, async ({
    calls,
  }) => {
    await tried(
      chosen(calls, 20, index * 5).map((call) => ({ ...call, mishap })),
      mishap,
    );
  });
}

test('killed at any call, no live token is refused and the next run goes on', async ({ calls }) => {
  const moments = ALL ? MOMENTS : (['after'] as const);
  await tried(
    chosen(calls, 20, 9).flatMap((call) => moments.map((killed) => ({ ...call, mishap: { killed } }))),
    'killed',
  );
});

test.run();
