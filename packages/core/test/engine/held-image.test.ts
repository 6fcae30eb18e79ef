import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, flag, stage } from '../../src/index.ts';
import { image } from '../../src/release.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { runPipeline } from '../../src/run.ts';
import type { RunOptions, RunRecord } from '../../src/run.ts';

const DIGEST = 'sha256:bad';
let shipped = 0;
const build = stage({
  name: 'shop.build',
  provides: { image },
  params: { force: flag('release it all the same') },
  run: () => ({ image: { ref: `shop@${DIGEST}`, digest: DIGEST } }),
});
const ship = stage({ name: 'shop.ship', needs: { image }, run: () => void (shipped += 1) });

function run(pipeline: RunOptions['pipeline'], change: Partial<RunOptions> = {}): Promise<RunRecord> {
  shipped = 0;
  return runPipeline({
    pipeline,
    environment: { name: 'production', app: 'shop', url: 'https://shop.example' },
    store: memoryStore(),
    heldImage: async (digest) =>
      digest === DIGEST
        ? { image: digest, because: 'a wave was bad', fleetRun: 'run', since: '2026-11-28T12:00:00.000Z' }
        : undefined,
    ...change,
  });
}

const deploy = definePipeline('deploy', [build, ship]);

test('a digest that a fleet took back is refused before any stage uses it', async () => {
  const { exitCode, error } = await run(deploy);

  assert.equal([exitCode, error?.code, shipped], [2, 'FLEET_IMAGE_HELD', 0]);
  assert.match(error?.message ?? '', 'a wave was bad (run run)');
});

test('a person may force it', async () => {
  const { exitCode } = await run(deploy, { params: { force: true } });

  assert.equal([exitCode, shipped], [0, 1]);
});

test('an image that is only built goes nowhere, and another digest is not held', async () => {
  const built = await run(definePipeline('build', [build]));
  const other = await run(deploy, { heldImage: async () => undefined });

  assert.equal([built.exitCode, other.exitCode], [0, 0]);
});

test.run();
