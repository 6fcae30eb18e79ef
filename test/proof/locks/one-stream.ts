/** What the lines in a file must look like when one run at a time wrote them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listRuns, readJournal } from '@paintbox/deploy-core/run';
import type { StateStore } from '@paintbox/deploy-core';
import * as assert from 'uvu/assert';

/** The changes that were made, oldest first. */
export async function linesIn(folder: string): Promise<readonly string[]> {
  return (await readFile(join(folder, 'lines'), 'utf8')).trim().split('\n');
}

/** Every change ends before the next one begins, and the changes of a run stand together. */
export function assertOneStream(lines: readonly string[]): void {
  const names: string[] = [];
  for (let at = 0; at < lines.length; at += 4) {
    const name = lines[at]?.split(' ')[1] ?? '';
    const expected = [`begin ${name} one`, `end ${name} one`, `begin ${name} two`, `end ${name} two`];
    assert.equal(lines.slice(at, at + 4), expected, `from line ${at}`);
    names.push(name);
  }
  assert.is(new Set(names).size, names.length, 'nobody runs twice');
}

/** How each run's journal ends; reading checks its chain. */
export async function journals(store: StateStore): Promise<Readonly<Record<string, string>>> {
  const ends: Record<string, string> = {};
  for (const runId of await listRuns(store)) {
    let last = '';
    for await (const { event } of readJournal(store, runId)) last = `${event.seq} ${event.type}`;
    ends[runId] = last;
  }
  return ends;
}
