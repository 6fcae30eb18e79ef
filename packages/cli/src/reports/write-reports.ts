/** Writes the reports of a run into one folder, all from the same record. */
import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandLine, RunRecord } from '@paintbox/deploy-core/run';
import { reportDirUnusable } from '../errors.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { sarifReport } from './sarif.ts';

/**
 * Creates the folder, so that an unwritable folder is found before anything is changed.
 *
 * @throws DeployError `CLI_REPORT_DIR`
 */
export async function prepareReportDir(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw reportDirUnusable(folder, error);
  }
}

/**
 * Writes `record.json`, `report.md`, `junit.xml`, `report.html` and, when anything was checked, `findings.sarif`.
 *
 * @throws the system's error when one cannot be written. The others are still written.
 */
export async function writeReports(record: RunRecord, folder: string, line?: CommandLine): Promise<void> {
  const sarif = sarifReport(record);
  const reports: Readonly<Record<string, string>> = {
    'record.json': `${JSON.stringify(record, undefined, 2)}\n`,
    'report.md': markdownReport(record),
    'junit.xml': junitReport(record),
    'report.html': htmlReport(record, line),
    ...(sarif === undefined ? {} : { 'findings.sarif': sarif }),
  };
  const written = await Promise.allSettled(
    Object.entries(reports).map(([name, content]) => writeFile(join(folder, name), content)),
  );
  const failed = written.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
