/**
 * The deployer, and separately the flyctl under it, killed at every 100 ms of a blue-green release while clients never stop asking; a killed
 * deployer's run is then resumed. One fleet must be left, of the previous release or the new one, and serve: `[EVERY_MS] [deployer|flyctl]`.
 */
import { inWorlds } from './in-worlds.ts';
import { killDeployer, killFlyctl, tryKill } from './kill.ts';
import type { Outcome } from './kill.ts';

const EVERY_MS = Number(process.argv[2] ?? 100);
const ONLY = process.argv[3] ?? '';
/** Longer than a release takes on a busy machine; what has ended by then is not counted. */
const LAST_MS = 6_000;
let broken = 0;

for (const [whom, kill] of [
  ['the deployer', killDeployer],
  ['flyctl', killFlyctl],
] as const) {
  if (!whom.includes(ONLY)) continue;
  const moments = Array.from({ length: LAST_MS / EVERY_MS }, (_, index) => index * EVERY_MS);
  const outcomes: Outcome[] = [];
  await inWorlds(moments, async (world, afterMs) => {
    const outcome = await tryKill(world, kill, afterMs);
    print(`${whom} after ${afterMs} ms: ${outcome === undefined ? 'it had ended' : JSON.stringify(outcome)}`);
    if (outcome !== undefined) outcomes.push(outcome);
    return outcome?.wrong ?? [];
  });
  const whole = outcomes.filter(({ wrong }) => wrong.length === 0).length;
  const codes = [...Map.groupBy(outcomes, ({ code }) => code)].map(([code, all]) => `${all.length}× ${code}`);
  const requests = outcomes.reduce((sum, { failedRequests }) => sum + failedRequests, 0);
  const ends = `exit codes ${codes.join(', ')}`;
  print(
    `${whom}: ${outcomes.length} kills, ${whole} with one whole fleet (${ends}), ${requests} requests failed`,
  );
  broken += outcomes.length - whole;
}
process.exitCode = broken === 0 ? 0 : 1;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
