/** The table of the platform's behaviours, row by row, and how each is known. Prints a summary. */
import { suite } from 'uvu';
import { autostopRows } from './conformance/autostop-rows.ts';
import { summary, type Behaviour } from './conformance/behaviour.ts';
import { execRows } from './conformance/exec-rows.ts';
import { fileRows } from './conformance/file-rows.ts';
import { machinesApiRows } from './conformance/machines-api-rows.ts';
import { mishapRows } from './conformance/mishap-rows.ts';
import { platformRows } from './conformance/platform-rows.ts';
import { registryRows } from './conformance/registry-rows.ts';
import { tokenRows } from './conformance/token-rows.ts';
import { openDeployed } from './mishap-world.ts';
import type { TestWorld } from './world.ts';

const ROWS = [
  ...machinesApiRows,
  ...mishapRows,
  ...platformRows,
  ...execRows,
  ...registryRows,
  ...tokenRows,
  ...autostopRows,
  ...fileRows,
];
const results: { behaviour: Behaviour; passed: boolean }[] = [];
const test = suite<{ world: TestWorld }>('conformance');

test.before(async (context) => {
  context.world = await openDeployed();
});
test.after(async ({ world }) => {
  await world[Symbol.asyncDispose]();
  process.stdout.write(`\n${summary(results)}`);
});

for (const behaviour of ROWS) {
  test(`${behaviour.section} (${behaviour.source}): ${behaviour.says}`, async ({ world }) => {
    const result = { behaviour, passed: false };
    results.push(result);
    await behaviour.check(world);
    result.passed = true;
  });
}

test.run();
