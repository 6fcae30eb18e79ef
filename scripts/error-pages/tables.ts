/** The tables of errors of all packages. */
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { knownErrors } from '@paintbox/deploy-core/run';
import type { KnownErrors } from '@paintbox/deploy-core/run';

/** A table is known as soon as its file is imported. */
export async function errorTables(root: string): Promise<readonly KnownErrors[]> {
  const files = await Array.fromAsync(glob('packages/*/src/*-errors.ts', { cwd: root }));
  for (const file of files.toSorted()) await import(pathToFileURL(join(root, file)).href);
  return knownErrors();
}
