/** Reads the fleet: which machines there are, what they run, and what the platform wrote about its releases. */
import * as v from 'valibot';
import { listOf } from '../flyctl/answer.ts';
import { READ } from '../flyctl/commands.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import { exists, machineSchema } from './machine.ts';
import type { FleetMachine } from './machine.ts';

/** A row of `releases --json`. Its status is a claim: `failed` can be live and `complete` can be the wrong image. */
export interface PlatformRelease {
  readonly version: number;
  readonly status: string;
  readonly createdAt: string;
  readonly imageRef: string;
}

/** The machines of an app. */
export interface Machines {
  /** Machines that deploys manage. */
  readonly managed: readonly FleetMachine[];
  /** Release-command, console and hand-made machines. */
  readonly others: readonly FleetMachine[];
}

/** The machines and releases of an app. */
export interface Fleet extends Machines {
  readonly app: string;
  /** The newest row, whether it succeeded or not; null before the first. */
  readonly latestRelease: PlatformRelease | null;
}

const releaseSchema = v.pipe(
  v.object({
    Version: v.number(),
    Status: v.nullish(v.string(), ''),
    CreatedAt: v.nullish(v.string(), ''),
    ImageRef: v.nullish(v.string(), ''),
  }),
  v.transform((row): PlatformRelease => ({
    version: row.Version,
    status: row.Status,
    createdAt: row.CreatedAt,
    imageRef: row.ImageRef,
  })),
);

const leasesSchema = v.nullable(
  v.record(v.string(), v.object({ data: v.nullish(v.object({ owner: v.nullish(v.string(), '') })) })),
);

/** The app's machines as they are now. */
export async function readMachines(flyctl: Flyctl): Promise<Machines> {
  const all = await flyctl.ask(READ.machines(flyctl.app), listOf(machineSchema));
  const machines = all.filter(exists);
  return {
    managed: machines.filter(({ kind }) => kind === 'managed'),
    others: machines.filter(({ kind }) => kind !== 'managed'),
  };
}

/** The newest 25 releases, newest first. */
export async function readPlatformReleases(flyctl: Flyctl): Promise<readonly PlatformRelease[]> {
  const releases = await flyctl.ask(READ.releases(flyctl.app), listOf(releaseSchema));
  return releases.toSorted((a, b) => b.version - a.version);
}

/** Machines and releases. */
export async function readFleet(flyctl: Flyctl): Promise<Fleet> {
  const [machines, releases] = await Promise.all([readMachines(flyctl), readPlatformReleases(flyctl)]);
  return { app: flyctl.app, ...machines, latestRelease: releases[0] ?? null };
}

/** The leases on machines, as sentences; empty without leases. */
export async function readLeases(flyctl: Flyctl): Promise<readonly string[]> {
  const leases = (await flyctl.ask(READ.leases(flyctl.app), leasesSchema)) ?? {};
  return Object.entries(leases).map(([id, { data }]) => `${id} by ${data?.owner || 'somebody'}`);
}

/** The config of the newest release as JSON text, in one layout for every version of flyctl. */
export async function readConfigJson(flyctl: Flyctl): Promise<string> {
  return JSON.stringify(await flyctl.ask(READ.config(flyctl.app), v.record(v.string(), v.unknown())));
}

const secretsSchema = listOf(v.object({ name: v.string(), digest: v.nullish(v.string(), '') }));

/** The platform's own secrets: name to digest. Their values can never be read back. */
export async function readSecretDigests(flyctl: Flyctl): Promise<Readonly<Record<string, string>>> {
  const secrets = await flyctl.ask(READ.secrets(flyctl.app), secretsSchema);
  return Object.fromEntries(secrets.map(({ name, digest }) => [name, digest]));
}

/** Machines per process group. */
export function countsOf(machines: readonly FleetMachine[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { group } of machines) counts[group] = (counts[group] ?? 0) + 1;
  return counts;
}
