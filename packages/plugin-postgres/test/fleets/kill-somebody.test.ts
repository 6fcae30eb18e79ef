/** A small fleet in which whoever coordinates, the server and the queue are struck once each: a sample of `kill-anybody.proof.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seeded } from '../../../../test/seeded.ts';
import { findPostgres, startPostgres } from '../postgres-rig.ts';
import { play } from './play-fleet.ts';
import type { Strike } from './strikes.ts';
import { violations } from './violations.ts';

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`a fleet under kills (${debian.missing})`);
} else {
  test('whatever dies, each member of a fleet ends once, and all have the image', async () => {
    await using server = await startPostgres(debian.programs);
    const folder = await mkdtemp(join(tmpdir(), 'paintbox-fleet-'));
    try {
      const options = {
        url: await server.database(),
        folder,
        runId: '20260101-000000-abcdef12',
        members: 20,
        bad: [],
        state: 'folder',
      } as const;
      const order: Strike[] = ['the coordinator', 'PostgreSQL', 'the queue'];
      // One after each member or two.
      const next = (changes: number): Strike | undefined =>
        changes > (3 - order.length) * 2 ? order.shift() : undefined;

      const { events } = await play({
        random: seeded(1),
        server,
        options,
        workers: 2,
        everyMs: 100,
        next,
      });

      assert.equal(await violations(events, options), []);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test.run();
