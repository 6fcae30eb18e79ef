/** Switches to a new release and back to the kept one, under constant traffic: 20 of each, or as many as the argument says. No request may fail. */
import { startClients } from './clients.ts';
import { openFlyWorld, otherImage } from './fly-world.ts';
import { settledMachines } from './settled.ts';

const switches = Number(process.argv[2] ?? 20);
await using world = await openFlyWorld();
await settledMachines(world);
const clients = startClients(world.address.appUrl, world.ca);
const codes: number[] = [];
for (let n = 1; n <= switches; n += 1) {
  const { record: there } = await world.deploy(await otherImage(world));
  const { record: back } = await world.rollback();
  codes.push(there.exitCode, back.exitCode);
  process.stdout.write(
    `switch ${n}: exit codes ${there.exitCode} and ${back.exitCode}, ${clients.failures()} requests failed so far\n`,
  );
}
const { answered, failed } = await clients.stop();

for (const { kind, at, what } of failed) process.stdout.write(`${at.toISOString()} ${kind}: ${what}\n`);
const counts = Object.entries(answered).map(([kind, count]) => `${count} ${kind}`);
process.stdout.write(
  `${switches} switches and ${switches} back: ${counts.join(', ')} requests answered, ${failed.length} failed\n`,
);
process.exitCode = failed.length === 0 && codes.every((code) => code === 0) ? 0 : 1;
