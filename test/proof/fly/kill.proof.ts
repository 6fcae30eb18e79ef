/**
 * The deployer killed at every 100 ms of a first deploy, a deploy, a rollback by way back and one by re-creation, while clients never stop asking;
 * the run is then gone on with. One whole fleet must be left and serve: `[EVERY_MS] [SCENARIO] [FROM_MS]`.
 */
import { openFlyWorld } from './fly-world.ts';
import { keepWorld } from './kept-world.ts';
import { SCENARIOS, prepareKill, tryKill } from './kill.ts';
import type { Outcome, Scenario } from './kill.ts';

const EVERY_MS = Number(process.argv[2] ?? 100);
const ONLY = process.argv[3] ?? '';
const FROM_MS = Number(process.argv[4] ?? 0);
let wrong = 0;

for (const scenario of SCENARIOS.filter((name) => ONLY === '' || name === ONLY)) {
  const outcomes = await killAtEvery(scenario);
  const whole = outcomes.filter((one) => one.wrong.length === 0).length;
  const codes = [...Map.groupBy(outcomes, ({ code }) => code)].map(([code, all]) => `${all.length}× ${code}`);
  const answered = outcomes.reduce((sum, one) => sum + one.answered, 0);
  const failed = outcomes.reduce((sum, one) => sum + one.failed.length, 0);
  print(
    `${scenario}: ${outcomes.length} kills, ${whole} with one whole fleet (exit codes ${codes.join(', ')}), ${answered} requests answered, ${failed} failed`,
  );
  wrong += outcomes.length - whole + failed;
}
process.exitCode = wrong === 0 ? 0 : 1;

/** Until the run ends before the kill comes. Each kill has a copy of the same world. */
async function killAtEvery(scenario: Scenario): Promise<readonly Outcome[]> {
  const world = await openFlyWorld({ live: scenario !== 'first deploy' });
  const prepared = await prepareKill(world, scenario);
  await using kept = await keepWorld(world);
  const outcomes: Outcome[] = [];
  for (let afterMs = FROM_MS; ; afterMs += EVERY_MS) {
    await using copy = await kept.open();
    const outcome = await tryKill(copy, prepared, { afterMs });
    print(`${scenario} after ${afterMs} ms: ${JSON.stringify(outcome ?? 'it had ended')}`);
    if (outcome === undefined) return outcomes;
    outcomes.push(outcome);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
