/** Files written into a machine. All groups get all of them: flyctl reads `processes` here and then ignores it. */
import { Buffer } from 'node:buffer';
import type { File } from './file.ts';
import type { Report } from './finding.ts';
import type { MachineFile } from './machine-config.ts';
import { below } from './value.ts';

/** Reads a file beside the place where flyctl would run; undefined when it cannot be read. */
export type ReadLocal = (path: string) => Uint8Array | undefined;

/** The files of every machine. Of two with one path the later counts, and one without content takes the earlier away. */
export function filesOf(file: File, readLocal: ReadLocal, report: Report): readonly MachineFile[] {
  const merged = new Map<string, MachineFile>();
  for (const made of contentsOf(file, readLocal, report)) {
    const key = made.guest_path ?? '';
    const isEmpty = made.raw_value === undefined && made.secret_name === undefined;
    if (isEmpty && merged.has(key)) merged.delete(key);
    else merged.set(key, made);
  }
  return [...merged.values()];
}

function contentsOf(file: File, readLocal: ReadLocal, report: Report): readonly MachineFile[] {
  return (file.files ?? []).map((entry, index): MachineFile => {
    const guest_path = entry.guest_path === '' ? undefined : entry.guest_path;
    if (entry.local_path !== undefined && entry.local_path !== '') {
      const content = readLocal(entry.local_path);
      if (content === undefined) {
        const what = `the file '${entry.local_path}' cannot be read`;
        report.problem(below(below('files', index), 'local_path'), what, 'make it, or correct the path');
      }
      return { guest_path, raw_value: base64(content ?? new Uint8Array()) };
    }
    if (entry.secret_name !== undefined && entry.secret_name !== '') {
      return { guest_path, secret_name: entry.secret_name };
    }
    const value = entry.raw_value ?? '';
    return value === '' ? { guest_path } : { guest_path, raw_value: base64(Buffer.from(value)) };
  });
}

function base64(content: Uint8Array): string {
  return Buffer.from(content).toString('base64');
}
