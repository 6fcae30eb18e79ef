/** The release ledger: what each release was made of, who made it, and what it proved. A platform's own list cannot be trusted for that. */
import type { Release } from '../artifacts/release.ts';
import { ledgerBroken, ledgerBusy } from '../state-errors.ts';
import type { StateStore } from '../store/state-store.ts';
import { wrongField } from './ledger-fields.ts';

/** The label a release earned, with its evidence. */
export interface StableMark {
  readonly at: string;
  readonly runId: string;
  /** Checks per verdict. */
  readonly evidence: Readonly<Record<string, number>>;
  /** How long it was watched in service before it was marked, in ms; absent when it was not. */
  readonly soakMs?: number | undefined;
}

/** Why a release is not to be gone back to. */
export interface AgainstMark {
  readonly at: string;
  readonly runId: string;
  readonly reason: string;
}

/** The labels of a release. */
export interface ReleaseMarks {
  readonly stable?: StableMark | undefined;
  /** Something was found wrong with it: neither it nor its image is released again without a word from a person. */
  readonly bad?: AgainstMark | undefined;
  /** It was taken back for a reason that says nothing about it: its run was cancelled, or died. */
  readonly undone?: AgainstMark | undefined;
}

/** One release. */
export interface ReleaseEntry {
  readonly release: Release;
  /** The platform's configuration it was made with, as JSON; null when nobody kept it. */
  readonly configJson: string | null;
  /** The run that made it. */
  readonly runId: string;
  /** When it was seen to serve, ISO 8601. */
  readonly at: string;
  /** Who made it, as far as their environment says. */
  readonly by?: string | undefined;
  /** The commit of the source, with `+` after it when there were changes beside it. */
  readonly commit?: string | undefined;
  /** The version that this one put back, for a rollback. */
  readonly restores?: string | undefined;
  /** The platform's own secrets then: name to digest, never a value. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly marks: ReleaseMarks;
}

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

/** Writes what a release is made of; marks that it has earned stay. */
export async function recordRelease(state: StateStore, entry: Omit<ReleaseEntry, 'marks'>): Promise<void> {
  await change(state, entry.release.version, (known) => ({ ...entry, marks: known?.marks ?? {} }));
}

/**
 * Adds marks; `fallback` is written when the release is not in the ledger yet.
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

/** Reads, changes and writes back, and begins again when somebody else wrote in between. */
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
  const wrong = wrongField(value);
  if (wrong !== undefined) throw ledgerBroken(key, wrong);
  // Every field that is used was looked at.
  return value as ReleaseEntry;
}

/** Padded, so that keys sort as versions do. */
function keyOf(version: string): string {
  return `${PREFIX}${version.padStart(8, '0')}`;
}
