/** A deploy with any one call of flyctl dropped, answered into the void, delayed, or made twice. */
import { openFlyWorld } from './fly-world.ts';
import { inWorlds } from './in-worlds.ts';
import { MISHAPS, tryMishap } from './meddle.ts';

const calls = await callsOfADeploy();
const queue = Array.from({ length: calls }, (_, index) => index + 1).flatMap((nth) =>
  MISHAPS.map((mishap) => ({ nth, mishap })),
);
const codes = new Map<string, number>();
let broken = 0;

await inWorlds(queue, async (world, { nth, mishap }) => {
  const { wrong, code } = await tryMishap(world, nth, mishap);
  codes.set(`${mishap}: code ${code}`, (codes.get(`${mishap}: code ${code}`) ?? 0) + 1);
  print(`${wrong.length === 0 ? 'ok  ' : 'FAIL'} call ${nth} ${mishap}: code ${code} ${wrong.join('; ')}`);
  broken += Number(wrong.length > 0);
  return wrong;
});

const counted = [...codes]
  .toSorted(([a], [b]) => a.localeCompare(b))
  .map(([key, count]) => `${count}× ${key}`);
print(
  `${calls} calls of flyctl; ${queue.length} mishaps tried, ${queue.length - broken} ended well (${counted.join(', ')})`,
);
process.exitCode = broken === 0 ? 0 : 1;

async function callsOfADeploy(): Promise<number> {
  await using world = await openFlyWorld({ machines: 2 });
  return (await tryMishap(world, 0, 'delayed')).calls;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
