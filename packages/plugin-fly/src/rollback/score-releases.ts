/** Scores the releases of a ledger for a rollback, with reasons. Pure: the caller checks that the image exists. */
import { counted } from '@paintbox/deploy-core/run';
import { standingOf } from '@paintbox/deploy-core/release';
import type { ReleaseEntry } from '@paintbox/deploy-core/release';

/** The live code and the state of the fleet. */
export interface Now {
  /** The live code; null when the machines run several, or none. */
  readonly live: { readonly imageDigest: string; readonly configHash: string | null } | null;
  /** True when the fleet itself is broken, so that its own code may be put back too. */
  readonly broken: boolean;
  /** The platform's secrets, name to digest; undefined when they are unknown. */
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly nowMs: number;
}

/** A release, judged. */
export interface ScoredRelease {
  readonly entry: ReleaseEntry;
  /** Why a rollback must not choose it; undefined when it may. */
  readonly against: string | undefined;
  /** Higher is better. Used only to compare releases that may be chosen. */
  readonly score: number;
  /** The reasons for the score, in words. */
  readonly reasons: readonly string[];
}

/** The time in service, in ms, that earns points: passed checks show that a release can work, service shows that it does. */
const SOAKED_MS = 10 * 60_000;

/** What serves without a proof is put back only when nothing else is left: it is where a rollback stands that could not prove itself. */
const POINTS = {
  soaked: 20,
  warned: -5,
  configLost: -25,
  secretsChanged: -10,
  older: -8,
  serves: -1_000,
} as const;

/** Scores every release of a ledger (newest first). The result has the best one first, and those that must not be chosen last. */
export function scoreReleases(entries: readonly ReleaseEntry[], now: Now): readonly ScoredRelease[] {
  const judged = entries.map((entry) => ({ entry, against: against(entry, entries, now) }));
  const fit = judged.filter((each) => each.against === undefined).map(({ entry }) => entry);
  return judged
    .map(({ entry, against }): ScoredRelease => {
      if (against !== undefined) return { entry, against, score: 0, reasons: [] };
      const parts = partsOf(entry, entries, fit.indexOf(entry), now);
      const score = parts.reduce((sum, [points]) => sum + points, 100);
      return { entry, against, score, reasons: parts.map(([, reason]) => reason) };
    })
    .toSorted(
      (a, b) => Number(a.against !== undefined) - Number(b.against !== undefined) || b.score - a.score,
    );
}

/** Code is image and config together, because the config may be the fault. The release number does not count. */
export function sameCode(
  a: { readonly imageDigest: string | null; readonly configHash: string | null },
  b: { readonly imageDigest: string | null; readonly configHash: string | null },
): boolean {
  const sameConfig = a.configHash === null || b.configHash === null || a.configHash === b.configHash;
  return a.imageDigest !== null && a.imageDigest === b.imageDigest && sameConfig;
}

/** The mark against some code, unless a newer mark is for it. Bad code stays bad under any release number. */
export function badMarkOf(
  code: { readonly imageDigest: string | null; readonly configHash: string | null },
  entries: readonly ReleaseEntry[],
): { readonly version: string; readonly reason: string } | undefined {
  const same = entries.filter(({ release }) => sameCode(release, code));
  const worst = same.flatMap(({ release, marks: { bad } }) => (bad === undefined ? [] : [{ release, bad }]));
  const newest = worst.toSorted((a, b) => b.bad.at.localeCompare(a.bad.at))[0];
  if (newest === undefined) return undefined;
  const provenSince = same.some(
    ({ marks: { bad, stable } }) => bad === undefined && stable !== undefined && stable.at > newest.bad.at,
  );
  return provenSince ? undefined : { version: newest.release.version, reason: newest.bad.reason };
}

function against(entry: ReleaseEntry, entries: readonly ReleaseEntry[], now: Now): string | undefined {
  const { label, why } = standingOf(entry);
  if (label === 'bad') return `was taken back: ${why}`;
  if (label === 'undone') return `was taken back unproven: ${why}`;
  const bad = badMarkOf(entry.release, entries);
  if (bad !== undefined) return `is the code of v${bad.version}, which was taken back: ${bad.reason}`;
  if (label === 'unproven') return 'was never marked stable';
  const fine = serves(entry, now) && !now.broken && !isUnproven(now.live, entries);
  return fine ? 'is the code that serves now' : undefined;
}

function serves({ release }: ReleaseEntry, { live }: Now): boolean {
  return live !== null && sameCode(release, live);
}

/** True when the newest release of this code was never proven, whatever older ones were. */
function isUnproven(code: Now['live'], entries: readonly ReleaseEntry[]): boolean {
  const newest = entries.find(({ release }) => code !== null && sameCode(release, code));
  return newest !== undefined && standingOf(newest).label === 'unproven';
}

function partsOf(
  entry: ReleaseEntry,
  entries: readonly ReleaseEntry[],
  newerFit: number,
  now: Now,
): readonly (readonly [points: number, reason: string])[] {
  const servedMs = servedFor(entry, entries, now.nowMs);
  const evidence = entry.marks.stable?.evidence ?? {};
  const changed = changedSecrets(entry, now.secrets);
  const soaked = servedMs >= SOAKED_MS;
  return [
    [soaked ? POINTS.soaked : 0, `${standingOf(entry).why}; served for ${span(servedMs)}`],
    ...(serves(entry, now) && !now.broken
      ? [[POINTS.serves, 'it serves now, and nothing has proven that'] as const]
      : []),
    ...(newerFit > 0 ? [[POINTS.older * newerFit, counted(newerFit, 'newer proven release')] as const] : []),
    ...((evidence['warn'] ?? 0) > 0 ? [[POINTS.warned, 'with warnings'] as const] : []),
    ...(entry.configJson === null ? [[POINTS.configLost, 'nobody kept its config'] as const] : []),
    ...(changed.length > 0
      ? [[POINTS.secretsChanged, `secrets have changed since: ${changed.join(', ')}`] as const]
      : []),
  ];
}

/** The platform's secrets that have changed since a release, by name. */
export function changedSecrets(
  { secrets }: ReleaseEntry,
  now: Readonly<Record<string, string>> | undefined,
): readonly string[] {
  if (secrets === undefined || now === undefined) return [];
  const names = new Set([...Object.keys(secrets), ...Object.keys(now)]);
  return [...names].filter((name) => secrets[name] !== now[name]).toSorted();
}

/** How long the code was the newest one, under any release number, in ms. */
function servedFor({ release }: ReleaseEntry, entries: readonly ReleaseEntry[], nowMs: number): number {
  const ends = [nowMs, ...entries.map(({ at }) => Date.parse(at))];
  return entries.reduce((sum, other, index) => {
    const ms = (ends[index] ?? nowMs) - Date.parse(other.at);
    return sameCode(other.release, release) && ms > 0 ? sum + ms : sum;
  }, 0);
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
