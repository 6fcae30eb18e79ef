/** Writes values of the record as outputs of a GitHub Actions step, for later jobs. */
import { appendFile } from 'node:fs/promises';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { oneLine } from '../printable.ts';

/** The outputs of a run: `run-id`, `status`, `exit-code`, `url`, and, if present, `image` and `release`. */
export function githubOutputs(record: RunRecord): Readonly<Record<string, string>> {
  const { image, release } = record;
  return {
    'run-id': record.runId,
    status: record.status,
    'exit-code': String(record.exitCode),
    url: record.url,
    ...(image === undefined ? {} : { image: image.ref }),
    ...(release === undefined ? {} : { release: release.version }),
  };
}

/** Appends them to the file that the runner reads. Each value is put on one line, because a second line could define another output. */
export async function writeGithubOutputs(record: RunRecord, file: string): Promise<void> {
  const lines = Object.entries(githubOutputs(record)).map(
    ([name, value]) => `${name}=${oneLine(value, 10_000)}\n`,
  );
  await appendFile(file, lines.join(''));
}
