/** Measures one cell of the table in a process of its own, so that no contender finds a warm or a full heap: `node measure.ts NAME SHAPE STEPS`. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { contenders } from './contenders.ts';
import type { Shape } from './contenders.ts';
import { countSyncs } from './count-syncs.ts';

/** What was measured. */
export interface Measured {
  readonly ms: number;
  /** Peak of the resident set above what it was before, in MB. */
  readonly memoryMb: number;
  /** fsync and fdatasync through Node; what SQLite asks of the system by itself is not seen. */
  readonly syncs: number;
}

const [name = '', shape = 'sequence', steps = '10'] = process.argv.slice(2);
const contender = contenders[name];
if (contender === undefined) throw new Error(`there is no contender '${name}'`);
const syncs = await countSyncs();
// The garbage of loading modules is nobody's step. Without this, a collection that loading has begun goes on in every second run of the fastest contenders.
setFlagsFromString('--expose-gc');
(runInNewContext('gc') as () => void)();
const before = process.memoryUsage.rss();
const startedAt = performance.now();
const endedAt = await contender(shape as Shape, Number(steps));
const measured: Measured = {
  ms: endedAt - startedAt,
  memoryMb: Math.max(0, process.resourceUsage().maxRSS * 1024 - before) / 1e6,
  syncs: syncs(),
};
process.stdout.write(`${JSON.stringify(measured)}\n`);
