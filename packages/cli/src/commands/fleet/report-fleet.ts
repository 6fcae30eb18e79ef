/** Writes the reports of a fleet's run where `--report-dir` says. */
import { resolve } from 'node:path';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { readRecord } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { afterLosses } from '../../deliver.ts';
import { fleetNext } from '../../fleets/fleet-next.ts';
import { writeFleetReports } from '../../fleets/write-fleet-reports.ts';
import { prepareReportDir } from '../../reports/write-reports.ts';
import type { Invocation } from '../invocation.ts';
import type { FleetDesk } from './fleet-desk.ts';

/**
 * Creates the folder, so that an unwritable one is found before anything is handed out.
 *
 * @throws DeployError `CLI_REPORT_DIR`
 */
export async function prepareFleetReports({ io, closing }: Invocation): Promise<void> {
  if (closing.reportDir !== undefined) await prepareReportDir(resolve(io.cwd, closing.reportDir));
}

/** Writes them if they were asked for, and returns the exit code to end with. */
export async function reportFleet(
  { io, closing }: Invocation,
  desk: FleetDesk,
  record: FleetRecord,
  exitCode: ExitCode,
): Promise<ExitCode> {
  const { reportDir, commandLine } = closing;
  if (reportDir === undefined) return exitCode;
  const next = fleetNext(record, commandLine);
  const error = await writeFleetReports(record, resolve(io.cwd, reportDir), {
    commandLine,
    todo: next === undefined ? undefined : `run \`${next.command}\`: it ${next.why}`,
    async recordOf({ app, runId }) {
      if (runId === null) return undefined;
      const own = await readRecord(desk.stateOf(app), runId);
      return own.status === 'running' ? undefined : own;
    },
  }).catch((cause: unknown) => cause);
  return afterLosses(io, exitCode, [{ what: `--report-dir ${reportDir}`, error }]);
}
