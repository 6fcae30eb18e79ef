/** How long a fleet will take, by how long it took so far. */
import type { FleetRecord, FleetWaveRecord } from '@paintbox/deploy-core/fleet';

/** An estimate. */
export interface TimeLeft {
  readonly ms: number;
  /** The wave that it ends before, because nobody knows when that begins; undefined for the end of the fleet. */
  readonly before: FleetWaveRecord | undefined;
}

/** Undefined while nothing can be said: no member has ended, the fleet waits for a person, was stopped, or has ended. */
export function timeLeft(record: FleetRecord, nowMs: number): TimeLeft | undefined {
  if (record.status !== 'running' || record.paused) return undefined;
  if (record.waves.some(({ status }) => status === 'bad' || status === 'inconclusive')) return undefined;
  const begun = record.waves.filter(({ openedAt }) => openedAt !== null);
  const memberMs = msPerMember(record, begun, nowMs);
  if (memberMs === undefined) return undefined;
  let ms = 0;
  for (const wave of record.waves) {
    if (wave.status === 'good') continue;
    if (wave.status === 'waiting' && (wave.only !== null || (wave.gate && wave.approvedBy === null))) {
      return ms === 0 ? undefined : { ms, before: wave };
    }
    ms += waveMs(record, wave, memberMs, nowMs);
  }
  return { ms, before: undefined };
}

/** How long one member takes: the time of the waves by their members, as many as run at once. */
function msPerMember(
  record: FleetRecord,
  begun: readonly FleetWaveRecord[],
  nowMs: number,
): number | undefined {
  let spentMs = 0;
  let ended = 0;
  for (const wave of begun) {
    const { openedAt, endedAt, atOnce } = wave;
    const count = wave.members - openMembers(record, wave);
    if (openedAt === null || count === 0) continue;
    spentMs += Math.max(0, (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(openedAt)) * atOnce;
    ended += count;
  }
  return ended === 0 ? undefined : spentMs / ended;
}

function waveMs(record: FleetRecord, wave: FleetWaveRecord, memberMs: number, nowMs: number): number {
  if (wave.endedAt !== null) return Math.max(0, Date.parse(wave.endedAt) + wave.bakeMs - nowMs);
  return (openMembers(record, wave) / Math.max(1, wave.atOnce)) * memberMs + wave.bakeMs;
}

/** How many members of the wave have not ended. */
function openMembers(record: FleetRecord, { name }: FleetWaveRecord): number {
  return record.members.filter(
    ({ wave, outcome }) => wave === name && (outcome === 'waiting' || outcome === 'running'),
  ).length;
}
