/**
 * The parts of a journal. Each holder of the lock writes its own part, named after its fencing token. A holder that was paused inside a write
 * may wake after another has settled its run. It then adds to its own part, after the place where the next part continues. Those lines are ignored.
 */
import type { StateStore } from '../store/state-store.ts';
import { GENESIS, linkOf } from './chain.ts';

/** One part, and the hash after which the next part continues; undefined for the last. */
export interface Part {
  readonly key: string;
  readonly until: string | undefined;
}

const KEY = /^runs\/(.+?)(?:\.(\d{12}))?\.jsonl$/;

/** The key of the part that the holder of a token writes; without a token, the first part. */
export function partKey(runId: string, token?: number): string {
  return token === undefined
    ? `runs/${runId}.jsonl`
    : `runs/${runId}.${String(token).padStart(12, '0')}.jsonl`;
}

/** The run that a key belongs to. */
export function runOfKey(key: string): string {
  return KEY.exec(key)?.[1] ?? key;
}

/** The parts of a run's journal in the order in which they are read. The part with the highest token decides: it continues from what its writer had read. */
export async function partsOf(store: StateStore, runId: string): Promise<readonly Part[]> {
  const keys = await writtenParts(store, runId);
  const last = keys.pop();
  if (last === undefined) return [];
  const parts: Part[] = [{ key: last.key, until: undefined }];
  let { from } = last;
  for (let part = keys.pop(); part !== undefined && from !== GENESIS; part = keys.pop()) {
    // The oldest part must hold it. If it does not, reading that part finds what was changed.
    if (from !== undefined && keys.length > 0 && !(await holds(store, part.key, from))) continue;
    parts.unshift({ key: part.key, until: from });
    from = part.from;
  }
  return parts;
}

/** A part that has a line. */
interface Written {
  readonly key: string;
  /** The hash that its first line follows; undefined when that line cannot be read. */
  readonly from: string | undefined;
}

/** The parts that have a line, oldest token first. */
async function writtenParts(store: StateStore, runId: string): Promise<Written[]> {
  const keys = (await store.list(`runs/${runId}.`)).filter((key) => runOfKey(key) === runId);
  const first = partKey(runId);
  const ordered = keys.includes(first) ? [first, ...keys.filter((key) => key !== first)] : keys;
  // The only part is read whole, wherever it begins.
  if (ordered.length === 1) return ordered.map((key) => ({ key, from: GENESIS }));
  const parts: Written[] = [];
  for (const key of ordered) {
    for await (const line of store.lines(key)) {
      parts.push({ key, from: linkOf(line)?.prev });
      break;
    }
  }
  return parts;
}

async function holds(store: StateStore, key: string, hash: string): Promise<boolean> {
  for await (const line of store.lines(key)) {
    if (linkOf(line)?.hash === hash) return true;
  }
  return false;
}
