/** The door and the emulated platform: exec, leases, and a machine without traffic. The platform is a test double, not Fly.io. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { InsideRequest } from '@paintbox/deploy-core/release';
import { machinesApi } from '../../src/api/machines-api.ts';
import { insideDoor } from '../../src/index.ts';
import { inStage } from '../api/scripted.ts';
import { openRig, scaledClock } from '../rig.ts';

const request: InsideRequest = {
  port: 8080,
  method: 'GET',
  path: '/api/health',
  headers: { host: 'demo.example' },
  timeoutMs: 10_000,
};

test('a cordoned machine answers inside, and after a lease was released', async () => {
  await using rig = await openRig();
  await rig.writeApp('one');
  const [machine] = await rig.deployed('demo', 'build-1');
  const id = machine?.id ?? '';
  const env = { FLY_FLAPS_BASE_URL: rig.emulator.apiUrl, FLY_API_TOKEN: 'a-token-for-tests' };
  const { value, error } = await inStage(
    env,
    async (ctx) => {
      const { machines, leases } = machinesApi(ctx);
      const door = insideDoor();
      await machines.cordon(id);
      const free = await door.ask(id, request, ctx);
      const { nonce } = await leases.acquire(id, 60);
      const [late] = await Promise.all([
        door.ask(id, request, ctx),
        ctx.clock.sleep(2_000).then(() => leases.release(id, nonce)),
      ]);
      const gone = await door.ask('nobody', request, ctx);
      return { free, late, gone };
    },
    { clock: scaledClock(10) },
  );
  if (error !== undefined) throw error;

  for (const answer of [value?.free, value?.late]) {
    assert.is(answer?.outcome, 'answered', JSON.stringify(answer));
    if (answer?.outcome !== 'answered') return;
    assert.equal([answer.status, answer.program], [200, 'node']);
    assert.is((JSON.parse(answer.body) as { readonly build: string }).build, 'build-1');
  }
  assert.equal(
    [value?.gone.outcome, value?.gone.outcome === 'no-answer' && value.gone.kind],
    ['no-answer', 'refused'],
  );
});

test.run();
