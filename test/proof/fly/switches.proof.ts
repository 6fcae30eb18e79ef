/** Healthy releases under constant traffic fail no request: twenty, or as many as the argument says. */
import { startClients } from './clients.ts';
import { openFlyWorld } from './fly-world.ts';
import { settledMachines } from './settled.ts';

const switches = Number(process.argv[2] ?? 20);
await using world = await openFlyWorld({ machines: 2 });
await settledMachines(world);
const clients = startClients(world.address.appUrl, world.ca);
const codes: number[] = [];
for (let n = 1; n <= switches; n += 1) {
  const { record } = await world.deploy({ image: world.images[n % 2] ?? world.images[0] });
  codes.push(record.exitCode);
  process.stdout.write(
    `switch ${n}: exit code ${record.exitCode}, ${clients.failures()} requests failed so far\n`,
  );
}
const { answered, failed } = await clients.stop();

for (const { kind, at, what } of failed) process.stdout.write(`${at.toISOString()} ${kind}: ${what}\n`);
const counts = Object.entries(answered).map(([kind, count]) => `${count} ${kind}`);
process.stdout.write(
  `${switches} switches: ${counts.join(', ')} requests answered, ${failed.length} failed\n`,
);
process.exitCode = failed.length === 0 && codes.every((code) => code === 0) ? 0 : 1;
