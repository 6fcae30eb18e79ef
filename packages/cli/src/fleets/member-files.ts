/** Where the reports of members are, beside the page of their fleet. */
import type { FleetMemberRecord } from '@paintbox/deploy-core/fleet';

/** The address of the report of a member's run, relative to the page; undefined where there is none. */
export type ReportOf = (member: FleetMemberRecord) => string | undefined;
