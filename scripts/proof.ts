/**
 * The proofs, which try every case where the tests try a sample. `node scripts/proof.ts` lists the areas, `… AREA…` runs some, `… all` runs them
 * all. Prints all that they say as they say it, then the result of each area, and ends with `N passed, N failed`.
 */
import { AREAS } from '../test/proof/areas.ts';
import type { Area } from '../test/proof/areas.ts';
import { runTestFile } from './run-test-file.ts';
import { counted, sum } from './tally.ts';
import type { Tally } from './tally.ts';

/** A proof takes as long as it takes, and tells of each case; some cases are long. */
const LIMITS = { limitMs: 6 * 3_600_000, silentMs: 1_800_000 };

const asked = process.argv.slice(2);
const unknown = asked.filter((word) => word !== 'all' && !AREAS.some(({ name }) => name === word));
const chosen = asked.includes('all') ? AREAS : AREAS.filter(({ name }) => asked.includes(name));

if (unknown.length > 0) {
  console.error(
    `There is no area ${unknown.join(', ')}; there are ${AREAS.map(({ name }) => name).join(', ')}.`,
  );
  process.exitCode = 2;
} else if (chosen.length === 0) {
  for (const { name, takes, proves } of AREAS)
    console.log(`${name.padEnd(10)} ${takes.padEnd(13)} ${proves}`);
  console.log('\nnpx -y pnpm@12 proof AREA… runs some of them, npx -y pnpm@12 proof all runs them all.');
} else {
  await prove(chosen);
}

async function prove(areas: readonly Area[]): Promise<void> {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const results: string[] = [];
  for (const { name, files } of areas) {
    const began = performance.now();
    const inArea: Tally = { passed: 0, failed: 0, skipped: 0 };
    for (const words of files) add(inArea, await proven(words));
    const seconds = Math.round((performance.now() - began) / 1000);
    const { passed, failed, skipped } = inArea;
    const unproven = skipped > 0 ? `, ${skipped} skipped` : '';
    results.push(
      `${failed === 0 ? 'ok  ' : 'FAIL'} ${name} (${passed} passed, ${failed} failed${unproven}, ${seconds} s)`,
    );
    add(total, inArea);
  }
  console.log(`\n${results.join('\n')}`);
  sum(total);
  // What was skipped was not proven.
  process.exitCode = total.failed + total.skipped > 0 ? 1 : 0;
}

async function proven(words: readonly string[]): Promise<Tally> {
  console.log(`\n${words.join(' ')}`);
  const ran = await runTestFile(words, {
    ...LIMITS,
    env: { PAINTBOX_PROOF: 'all' },
    hear: (chunk) => process.stdout.write(chunk),
  });
  const tally = counted(ran);
  console.log(
    `${tally.failed === 0 ? 'ok  ' : 'FAIL'} ${words.join(' ')} (${tally.passed} in ${ran.seconds.toFixed(1)} s)`,
  );
  const reason = ran.output.trimEnd().split('\n').at(-1) ?? '';
  if (!ran.ok && reason.startsWith('ended ')) console.log(reason);
  return tally;
}

function add(total: Tally, { passed, failed, skipped }: Tally): void {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
