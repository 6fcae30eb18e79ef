/**
 * Holds a backend to what AWS is known to do. By default our emulator; `AWS_CONTRACT_ENDPOINT=http://127.0.0.1:5000` asks another one on this
 * machine, `AWS_CONTRACT_ENDPOINT=aws` AWS itself, in the account of the environment, where it makes and removes secrets and
 * buckets named `paintbox-contract…`. What a backend is known to do otherwise is listed in deviations.ts and never skipped.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

import { Api } from './api.ts';
import { openBackend } from './backend.ts';
import { behaviours } from './behaviours.ts';
import { byChance, deviationsOf } from './deviations.ts';

process.env['AWS_EC2_METADATA_DISABLED'] ??= 'true';

const backend = await openBackend();
const deviations = deviationsOf(backend);
const test = suite(`AWS contract, answered by ${backend.says}`);
const outcome = { asAws: 0, deviating: 0 };

test('the lists name behaviours that exist, and no behaviour twice', () => {
  const ids = behaviours.map(({ id }) => id);

  assert.is(new Set(ids).size, ids.length);
  assert.equal(
    Object.keys(deviations).filter((id) => !ids.includes(id)),
    [],
  );
});

for (const { id, title, holds } of behaviours) {
  test(`${id}: ${title}`, async () => {
    const api = new Api(backend);
    const failure = await holds(api)
      .then(() => undefined)
      .catch((error: unknown) => error)
      .finally(() => api.clean());
    const known = deviations[id];
    if (failure !== undefined && known === undefined) throw failure;
    const mended = failure === undefined && known !== undefined && !byChance.has(id);
    assert.not.ok(mended, `${backend.name} does this right by now; unlist it`);
    outcome[failure === undefined ? 'asAws' : 'deviating'] += 1;
  });
}

test.after(async () => {
  await backend.close();
  const sources = ['recorded', 'documented', 'assumed'] as const;
  const counts = sources.map(
    (each) => `${behaviours.filter(({ source }) => source === each).length} ${each}`,
  );
  process.stdout.write(
    `\n${backend.says}: ${behaviours.length} behaviours (${counts.join(', ')}): ${outcome.asAws} as AWS, ${outcome.deviating} known deviations\n`,
  );
  for (const [id, does] of Object.entries(deviations)) process.stdout.write(`  ${id}: ${does}\n`);
});

test.run();
