/** The client and the emulated platform: the shapes of a life of a machine. The platform is a test double, not Fly.io. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { machinesApi } from '../../src/api/machines-api.ts';
import { openRig, scaledClock } from '../rig.ts';
import { failure, inStage } from './scripted.ts';

test('a machine is read, leased, cordoned, stopped, started and destroyed', async () => {
  await using rig = await openRig();
  await rig.writeApp('one');
  const before = await rig.deployed('demo', 'build-1');
  const env = { FLY_FLAPS_BASE_URL: rig.emulator.apiUrl, FLY_API_TOKEN: 'a-token-for-tests' };
  const { error } = await inStage(
    env,
    async (ctx) => {
      const { machines, leases } = machinesApi(ctx);
      const listed = await machines.list();
      assert.equal(listed.map(({ id }) => id).sort(), before.map(({ id }) => id).sort());
      const [first] = listed;
      assert.ok(first);
      assert.ok(first.config?.['image']);
      assert.match(first.imageRef?.digest ?? '', /^sha256:/);
      const { id } = first;
      const lease = await leases.acquire(id, 60, 'a test');
      assert.ok(lease.nonce !== '');
      assert.ok(await leases.get(id));
      await machines.cordon(id, lease.nonce);
      assert.is((await machines.get(id))?.cordoned, true);
      await machines.uncordon(id, lease.nonce);
      assert.is((await machines.get(id))?.cordoned, false);
      await machines.stop(id, {}, lease.nonce);
      const until = async (state: string | undefined): Promise<void> => {
        while ((await machines.get(id))?.state !== state) await ctx.clock.sleep(250, ctx.signal);
      };
      await until('stopped');
      await machines.start(id, lease.nonce);
      await until('started');
      await leases.release(id, lease.nonce);
      const ran = await machines.exec(id, ['node', '-e', 'console.log(6 * 7)'], 10);
      assert.equal([ran.exitCode, ran.stdout.trim()], [0, '42']);
      await machines.destroy(id);
      await until('destroyed');
      await machines.destroy(id);
    },
    { clock: scaledClock(10) },
  );
  if (error !== undefined) throw error;
});

test('a server whose certificate nobody vouches for is told as such, and a change was not made', async () => {
  await using rig = await openRig();
  // The rig had this process trust the edge.
  setDefaultCACertificates(getCACertificates('bundled'));
  const { error } = await inStage({ FLY_FLAPS_BASE_URL: rig.emulator.edgeUrl('demo') }, (ctx) =>
    machinesApi(ctx).machines.create({ config: {} }),
  );

  const told = failure(error);
  assert.is(told.error.code, 'FLY_PLATFORM_UNREACHABLE');
  assert.match(told.error.message, /TLS: /);
  assert.match(told.error.hint ?? '', /NODE_EXTRA_CA_CERTS/);
  assert.ok(told.nothingDone);
});

test.run();
