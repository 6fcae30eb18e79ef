/**
 * The key set endpoint: what it costs beside a constant, how often it asks AWS, what it answers while AWS is down, and whether it keeps its memory.
 * `node bench/jwks.ts [compare|burst|outage|soak…]`, by default the first three. Ends with 1 when the endpoint did not keep its word.
 */
import { cpus } from 'node:os';
import { burst } from './jwks/burst.ts';
import { compare } from './jwks/compare.ts';
import { outage } from './jwks/outage.ts';
import { soak } from './jwks/soak.ts';

const parts: Readonly<Record<string, () => Promise<boolean>>> = {
  compare: () => compare().then(() => true),
  burst,
  outage,
  soak,
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => parts[name] === undefined);
if (unknown.length > 0)
  throw new Error(`there is no ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

console.log(
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}; the AWS that is asked is an emulator\n`,
);
for (const name of asked.length > 0 ? asked : ['compare', 'burst', 'outage']) {
  console.log(`${name}\n`);
  const kept = await parts[name]?.();
  if (kept !== true) {
    console.log(`${name}: the endpoint did not keep its word`);
    process.exitCode = 1;
  }
}
