/**
 * How fast a fleet is: beside `xargs -P` with a deploy for each app, on emulated apps; with 1, 2 and 4 workers, on members that wait; and what a coordinator of 1,000 and of
 * 5,000 members keeps in memory. `node bench/fleet-throughput.ts [loop|workers|memory]…`
 */
import { printBesideALoop } from './fleet/beside-a-loop.ts';
import { printWorkers } from './fleet/workers.ts';
import { printCoordinatorMemory } from './fleet/coordinator-memory.ts';

const asked = process.argv.slice(2);
const wanted = (name: string): boolean => asked.length === 0 || asked.includes(name);

console.log(`Node ${process.version}\n`);
if (wanted('loop')) {
  console.log(
    'Emulated AWS and Fly.io on this machine: test doubles. Waits of the platform are 20 times shorter.\n',
  );
  for (const atOnce of [4, 8]) await printBesideALoop({ members: 24, atOnce, turns: 2 });
}
if (wanted('workers')) await printWorkers();
if (wanted('memory')) await printCoordinatorMemory();
