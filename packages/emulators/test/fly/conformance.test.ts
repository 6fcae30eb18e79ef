/**
 * The table of flyctl's and the Machines API's behaviours, row by row, and how each is known. Prints a summary. Rows that need a world of their own are sampled by
 * default; `PAINTBOX_PROOF=all` tries them all.
 */
import { test } from 'uvu';
import { blueGreenRows } from './conformance/blue-green-rows.ts';
import { summary, type Behaviour } from './conformance/behaviour.ts';
import { commandRows } from './conformance/command-rows.ts';
import { configRows } from './conformance/config-rows.ts';
import { execRows } from './conformance/exec-rows.ts';
import { failureRows } from './conformance/failure-rows.ts';
import { mishapRows } from './conformance/mishap-rows.ts';
import { machinesApiRows } from './conformance/machines-api-rows.ts';
import { platformRows } from './conformance/platform-rows.ts';
import { processRows } from './conformance/process-rows.ts';
import { registryRows } from './conformance/registry-rows.ts';
import { tokenRows } from './conformance/token-rows.ts';
import { openWorld, type TestWorld } from './world.ts';

const ROWS = [
  ...processRows,
  ...commandRows,
  ...blueGreenRows,
  ...configRows,
  ...failureRows,
  ...machinesApiRows,
  ...mishapRows,
  ...platformRows,
  ...execRows,
  ...registryRows,
  ...tokenRows,
];
const OWN = ROWS.filter(({ own }) => own !== undefined);
const SAMPLED = new Set(
  process.env['PAINTBOX_PROOF'] === undefined ? OWN.filter((_, at) => at % 5 === 2) : OWN,
);
const results: { behaviour: Behaviour; passed: boolean }[] = [];
let shared: TestWorld | undefined;

async function worldOf(own: Behaviour['own']): Promise<TestWorld> {
  const world = await openWorld();
  if (own !== 'empty') {
    const { code, stderr } = await world.flyctl(['deploy', '--ha=false']);
    if (code !== 0) {
      await world[Symbol.asyncDispose]();
      throw new Error(stderr);
    }
  }
  return world;
}

test.after(async () => {
  await shared?.[Symbol.asyncDispose]();
  process.stdout.write(`\n${summary(results)}${ROWS.length - results.length} rows were not tried\n`);
});

for (const behaviour of ROWS.filter((row) => row.own === undefined || SAMPLED.has(row))) {
  test(`§${behaviour.section} (${behaviour.source}) ${behaviour.says}`, async () => {
    const result = { behaviour, passed: false };
    results.push(result);
    if (behaviour.own === undefined) {
      shared ??= await worldOf('deployed');
      await behaviour.check(shared);
    } else {
      await using world = await worldOf(behaviour.own);
      await behaviour.check(world);
    }
    result.passed = true;
  });
}

test.run();
