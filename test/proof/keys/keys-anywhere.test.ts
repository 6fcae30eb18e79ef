/** The making of the key pair, with every call to AWS dropped, delayed, sent twice or never answered because the caller was killed. */
import { fileStore, lockStatus } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inParallel } from '../in-parallel.ts';
import { openKeysWorld, runKeys } from './keys-world.ts';
import type { KeysWorld } from './keys-world.ts';
import { killedKeysRun } from './killed-keys-run.ts';
import { startRelay } from './replies.ts';
import type { Mishap } from './replies.ts';

const test = suite<{ calls: number }>('keys made over a bad network (against an emulator)');
const AT_ONCE = 4;
/** What AWS keeps is the same after a call as before the next one, so that one of them is enough for every day. */
const MOMENTS =
  process.env['PAINTBOX_PROOF'] === undefined ? (['after'] as const) : (['before', 'after'] as const);
const MISHAPS: readonly Mishap[] = ['dropped before', 'dropped after', 'delayed', 'sent twice'];

// What the machine happens to have must not reach the SDK.
for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) {
  delete process.env[name];
}

test.before(async (context) => {
  await using world = await openKeysWorld();
  await using relay = await startRelay({ url: world.awsUrl });
  const record = await runKeys(world.through(relay.url));
  assert.is(record.exitCode, 0, record.error?.message);
  context.calls = relay.calls();
  assert.ok(context.calls >= 6, `only ${context.calls} calls`);
});

/** A run without mishaps ends well, and whatever pair there was is still the one. */
async function settled(world: KeysWorld, where: string): Promise<void> {
  const address = world.through(world.awsUrl);
  const record = await runKeys(address);
  assert.is(record.exitCode, 0, `${where}: ${record.error?.message}`);
  const pair = await world.pair();
  const again = await runKeys(address);
  assert.is(again.exitCode, 0, `${where}: ${again.error?.message}`);
  assert.equal(await world.pair(), pair, where);
  const lock = await lockStatus(fileStore(address.stateDir));
  assert.is(lock?.held, false, `${where}: the lock is held`);
}

for (const mishap of MISHAPS) {
  test(`with any one call ${mishap}, one pair is made and kept`, async ({ calls }) => {
    const queue = Array.from({ length: calls }, (_, index) => index + 1);
    let recovered = 0;

    await inParallel(queue, AT_ONCE, async (nth) => {
      const where = `call ${nth} ${mishap}`;
      await using world = await openKeysWorld();
      await using relay = await startRelay({
        url: world.awsUrl,
        mishapOf: (call) => (call === nth ? mishap : undefined),
      });
      const record = await runKeys(world.through(relay.url));
      // The SDK or the stage tries again; a run that ended well must not have been promised too much.
      if (record.exitCode === 0) await world.pair();

      await settled(world, where);

      recovered += 1;
    });

    assert.is(recovered, calls);
    process.stdout.write(`${mishap}: ${calls} calls tried, ${recovered} recovered\n`);
  });
}

test('killed at any call, the next run leaves one pair', async ({ calls }) => {
  const queue = Array.from({ length: calls }, (_, index) => index + 1).flatMap((nth) =>
    MOMENTS.map((when) => ({ nth, when })),
  );
  const tried = queue.length;
  let recovered = 0;

  await inParallel(queue, AT_ONCE, async ({ nth, when }) => {
    await using world = await openKeysWorld();
    const signal = await killedKeysRun(world, { command: 'ensure', nth, when });
    assert.is(signal, 'SIGKILL', `killed ${when} call ${nth}`);

    await settled(world, `killed ${when} call ${nth}`);

    recovered += 1;
  });

  assert.is(recovered, tried);
  process.stdout.write(`killed: ${tried} points tried, ${recovered} recovered\n`);
});

test.run();
