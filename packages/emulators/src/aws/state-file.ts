// Stores users, secrets and buckets in one JSON file, so that they are still there after a restart.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { SavedBucket } from './s3/s3-object.ts';
import type { StoredSecret } from './secrets/secret.ts';
import type { KnownUser } from './users.ts';

/** The stored state. */
export interface SavedState {
  readonly account: string;
  readonly region: string;
  readonly users: readonly KnownUser[];
  readonly secrets: readonly StoredSecret[];
  /** Absent in files of versions that had no S3. */
  readonly buckets?: readonly SavedBucket[] | undefined;
}

const schema = 'paintbox.aws-emulator/1';

/** The state in `file`; undefined when there is no file yet. Throws when the file is not a stored state. */
export function loadState(file: string): SavedState | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let state: unknown;
  try {
    state = JSON.parse(text);
  } catch (error) {
    throw new Error(`The state file of the AWS emulator is not JSON: ${file}`, { cause: error });
  }
  const known = typeof state === 'object' && state !== null && 'schema' in state && state.schema === schema;
  if (!known)
    throw new Error(`${file} is not a state file of this AWS emulator (expected schema ${schema}).`);
  // Only saveState below writes this schema name, so the shape is right.
  return state as SavedState & { readonly schema: string };
}

/**
 * Replaces `file` by `state` in one step: after a crash, the file has the old state or the new one, complete. It holds secret
 * keys and values, so only its owner may read it.
 */
export function saveState(file: string, state: SavedState): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify({ schema, ...state }, null, 2), { mode: 0o600 });
  renameSync(temporary, file);
}
