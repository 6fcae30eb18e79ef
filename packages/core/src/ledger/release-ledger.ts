/** The release ledger: what each release was made of, who made it, and its marks. The platform's own list does not hold all of this. */
import { wrongWith } from '../artifacts/shape.ts';
import { ledgerBroken, ledgerBusy } from '../state-errors.ts';
import type { StateStore } from '../store/state-store.ts';
import { entryShape } from './release-entry.ts';
import type { ReleaseEntry, ReleaseMarks } from './release-entry.ts';

const PREFIX = 'releases/';
const TRIES = 8;

/**
 * The entry of a release, or undefined.
 *
 * @throws DeployError `LEDGER_BROKEN` when it cannot be read.
 */
export async function readRelease(state: StateStore, version: string): Promise<ReleaseEntry | undefined> {
  return readKey(state, keyOf(version));
}

/**
 * All releases, newest first.
 *
 * @throws DeployError `LEDGER_BROKEN` when one cannot be read.
 */
export async function readLedger(state: StateStore): Promise<readonly ReleaseEntry[]> {
  const keys = (await state.list(PREFIX)).toSorted().toReversed();
  const entries = await Promise.all(keys.map((key) => readKey(state, key)));
  return entries.filter((entry) => entry !== undefined);
}

/** Writes what a release is made of. Its marks stay. */
export async function recordRelease(state: StateStore, entry: Omit<ReleaseEntry, 'marks'>): Promise<void> {
  await change(state, entry.release.version, (known) => ({ ...entry, marks: known?.marks ?? {} }));
}

/**
 * Adds marks. `fallback` is written when the release is not in the ledger yet.
 *
 * @throws DeployError `LEDGER_BUSY` when others kept changing the entry.
 */
export async function markRelease(
  state: StateStore,
  fallback: Omit<ReleaseEntry, 'marks'>,
  marks: ReleaseMarks,
): Promise<void> {
  await change(state, fallback.release.version, (known) => ({
    ...(known ?? fallback),
    marks: { ...known?.marks, ...marks },
  }));
}

/** Reads, changes and writes back. Starts again when another process wrote in between. */
async function change(
  state: StateStore,
  version: string,
  update: (known: ReleaseEntry | undefined) => ReleaseEntry,
): Promise<void> {
  const key = keyOf(version);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const stored = await state.read(key);
    const next = JSON.stringify(update(stored === undefined ? undefined : parseEntry(key, stored.value)));
    const written =
      stored === undefined ? await state.create(key, next) : await state.replace(key, next, stored.tag);
    if (written) return;
  }
  throw ledgerBusy(key);
}

async function readKey(state: StateStore, key: string): Promise<ReleaseEntry | undefined> {
  const stored = await state.read(key);
  return stored === undefined ? undefined : parseEntry(key, stored.value);
}

function parseEntry(key: string, text: string): ReleaseEntry {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw ledgerBroken(key, 'it is not JSON');
  }
  const wrong = wrongWith(entryShape, value);
  if (wrong !== undefined) throw ledgerBroken(key, wrong);
  // The shape has checked every member.
  return value as ReleaseEntry;
}

/** Padded with zeros, so that keys sort like versions. */
function keyOf(version: string): string {
  return `${PREFIX}${version.padStart(8, '0')}`;
}
