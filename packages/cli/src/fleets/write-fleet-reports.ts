/** Writes the reports of a run of a fleet into one folder: its page, its record, and the reports of its members. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FleetMemberRecord, FleetRecord } from '@paintbox/deploy-core/fleet';
import type { CommandLine, RunRecord } from '@paintbox/deploy-core/run';
import { htmlReport } from '../reports/html.ts';
import { fleetPage } from './fleet-page.ts';
import { memberLine } from './member-line.ts';

/** What the reports are made from beside the record of the fleet. */
export interface FleetReportsOptions {
  /** The record of a member's own run; undefined while it has none. A member whose record cannot be read has no report. */
  readonly recordOf: (member: FleetMemberRecord) => Promise<RunRecord | undefined>;
  /** How commands are typed where this runs. */
  readonly commandLine: CommandLine;
  /** What a person does now, with commands in backticks. */
  readonly todo?: string | undefined;
}

/** So many members are read at the same time. */
const AT_ONCE = 8;
/** The characters of a file's name, before its ending. */
const LONGEST = 200;
/** Where their reports are, beside the page. */
const MEMBERS = 'members';

/**
 * Writes `record.json`, `report.html`, and `members/APP.html` for each member whose run has ended.
 *
 * @throws the system's error when one cannot be written.
 */
export async function writeFleetReports(
  record: FleetRecord,
  folder: string,
  { recordOf, commandLine, todo }: FleetReportsOptions,
): Promise<void> {
  await mkdir(join(folder, MEMBERS), { recursive: true });
  const written = new Set<string>();
  const queue = record.members.filter(({ runId }) => runId !== null).values();
  const work = async (): Promise<void> => {
    for (const member of queue) {
      const own = await recordOf(member).catch(() => undefined);
      if (own === undefined) continue;
      const html = htmlReport(own, memberLine(commandLine, member.app));
      await writeFile(join(folder, MEMBERS, fileOf(member)), html);
      written.add(member.app);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const page = fleetPage(record, {
    todo,
    // The name of a file is encoded once more to be an address.
    reportOf: (member) =>
      written.has(member.app) ? `${MEMBERS}/${encodeURIComponent(fileOf(member))}` : undefined,
  });
  await writeFile(join(folder, 'record.json'), `${JSON.stringify(record, undefined, 2)}\n`);
  await writeFile(join(folder, 'report.html'), page);
}

/** Whatever an app is called, it stays in its folder, and no name is longer than a file system takes: 255 bytes. */
function fileOf({ app }: FleetMemberRecord): string {
  const name = encodeURIComponent(app.toWellFormed());
  if (name.length <= LONGEST) return `${name}.html`;
  return `${name.slice(0, LONGEST - 17)}-${createHash('sha256').update(app).digest('hex').slice(0, 16)}.html`;
}
