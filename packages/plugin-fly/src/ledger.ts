/** The release ledger: what each release was made of and what it proved. The platform's own list cannot be trusted for that. */
import type { Release, StateStore } from '@paintbox/deploy-core';
import * as v from 'valibot';
import { releaseSchema } from './artifacts.ts';
import { ledgerBroken, ledgerBusy } from './errors.ts';

/** The label a release earned, with its evidence. */
export interface StableMark {
  readonly at: string;
  readonly runId: string;
  /** Checks per verdict. */
  readonly evidence: Readonly<Record<string, number>>;
}

/** The label of a release that was taken back. */
export interface BadMark {
  readonly at: string;
  readonly runId: string;
  readonly reason: string;
}

/** One release. */
export interface LedgerEntry {
  readonly release: Release;
  readonly configJson: string | null;
  readonly runId: string;
  readonly at: string;
  readonly marks: { readonly stable?: StableMark | undefined; readonly bad?: BadMark | undefined };
}

const entrySchema: v.GenericSchema<unknown, LedgerEntry> = v.object({
  release: releaseSchema,
  configJson: v.nullable(v.string()),
  runId: v.string(),
  at: v.string(),
  marks: v.object({
    stable: v.optional(
      v.object({ at: v.string(), runId: v.string(), evidence: v.record(v.string(), v.number()) }),
    ),
    bad: v.optional(v.object({ at: v.string(), runId: v.string(), reason: v.string() })),
  }),
});

const PREFIX = 'releases/';
const TRIES = 8;

/**
 * The entry of a release, or undefined.
 *
 * @throws DeployError `FLY_LEDGER_BROKEN` when it cannot be read.
 */
export async function readEntry(state: StateStore, version: string): Promise<LedgerEntry | undefined> {
  return readKey(state, keyOf(version));
}

/** All entries, newest first. */
export async function readLedger(state: StateStore): Promise<readonly LedgerEntry[]> {
  const keys = (await state.list(PREFIX)).toSorted().toReversed();
  const entries = await Promise.all(keys.map((key) => readKey(state, key)));
  return entries.filter((entry) => entry !== undefined);
}

/** Writes what a release is made of; marks that it has earned stay. */
export async function recordRelease(state: StateStore, entry: Omit<LedgerEntry, 'marks'>): Promise<void> {
  await change(state, entry.release.version, (known) => ({ ...entry, marks: known?.marks ?? {} }));
}

/** Adds a mark; `fallback` is written when the release is not in the ledger yet. */
export async function markRelease(
  state: StateStore,
  fallback: Omit<LedgerEntry, 'marks'>,
  marks: LedgerEntry['marks'],
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
  update: (known: LedgerEntry | undefined) => LedgerEntry,
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

async function readKey(state: StateStore, key: string): Promise<LedgerEntry | undefined> {
  const stored = await state.read(key);
  return stored === undefined ? undefined : parseEntry(key, stored.value);
}

function parseEntry(key: string, text: string): LedgerEntry {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw ledgerBroken(key, 'it is not JSON');
  }
  const result = v.safeParse(entrySchema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw ledgerBroken(key, `field '${v.getDotPath(issue) ?? '(all)'}': ${issue.message}`);
}

/** Padded, so that keys sort as versions do. */
function keyOf(version: string): string {
  return `${PREFIX}${version.padStart(8, '0')}`;
}
