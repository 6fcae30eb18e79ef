/** Runs of fleets as lists of events, without a journal: a coordinator that does what `nextStep` says. */
import type { FleetEvent, FleetEventBody, FleetState } from '../../src/fleet.ts';
import type { FleetStep } from '../../src/fleet/lead/next-step.ts';
import { createFleetFold } from '../../src/fleet/journal/fleet-fold.ts';
import { isBad } from '../../src/fleet/journal/fleet-state.ts';
import type { FleetWaveBegin } from '../../src/fleet/journal/fleet-event.ts';

/** A fleet to make up: how many members each wave has, and its rules. */
export interface MadeFleet {
  readonly waves: readonly (Partial<FleetWaveBegin> & { readonly members: number })[];
  readonly takeBack?: 'wave' | 'all' | 'none';
  readonly startEveryMs?: number;
  readonly image?: string | null;
}

/** A run of it. */
export interface MadeRun {
  readonly events: readonly FleetEvent[];
  readonly state: FleetState;
  now: number;
  add(...bodies: readonly FleetEventBody[]): void;
  /** Takes a step as a coordinator does. Judges by the number of bad members, unless told otherwise. */
  take(step: FleetStep, verdict?: 'good' | 'bad' | 'inconclusive'): void;
}

/** The names of the members of a wave: `a1`, `a2`, … of the first, `b1`, … of the second. */
export function appOf(wave: number, member: number): string {
  return `${String.fromCodePoint(97 + wave)}${member + 1}`;
}

export function makeRun(fleet: MadeFleet): MadeRun {
  const events: FleetEvent[] = [];
  const fold = createFleetFold();
  const run: MadeRun = {
    events,
    state: fold.state,
    now: Date.parse('2026-11-28T12:00:00Z'),
    add(...bodies) {
      for (const body of bodies) {
        const ts = new Date(run.now).toISOString();
        const event: FleetEvent = { ts, runId: 'made', seq: events.length + 1, ...body };
        events.push(event);
        fold.see(event);
      }
    },
    take(step, verdict) {
      if (step.type === 'open') run.add({ type: 'wave.opened', wave: step.wave });
      if (step.type === 'build') run.add({ type: 'fleet.image', image: 'sha256:built', buildRun: 'build' });
      if (step.type === 'hand') {
        for (const app of step.apps) {
          run.add({ type: 'member.handed', app, goal: step.goal, handOut: run.state.handOuts + 1 });
        }
      }
      if (step.type === 'judge') {
        const wave = run.state.waves.get(step.wave);
        const ends = wave?.members.map((app) => run.state.members.get(app)?.release) ?? [];
        const bad = ends.filter((end) => isBad(end)).length;
        const told = verdict ?? (bad > (wave?.tolerate ?? 0) ? 'bad' : 'good');
        run.add({ ...step, type: 'wave.judged', verdict: told, because: [`${bad} bad`], inputs: 'none' });
      }
      if (step.type === 'stop') run.add({ type: 'fleet.stopped', wave: step.wave, because: step.because });
      if (step.type === 'hold') run.add({ type: 'image.held', image: step.image, because: step.because });
      if (step.type === 'end')
        run.add({ type: 'fleet.ended', exitCode: step.exitCode, because: step.because });
    },
  };
  const waves = fleet.waves.map((wave, index) => ({
    name: `wave-${index + 1}`,
    strict: index === 0,
    tolerate: 0,
    atOnce: 3,
    bakeMs: 0,
    only: null,
    gate: false,
    ...wave,
  }));
  run.add(
    {
      type: 'fleet.started',
      fleet: 'shops',
      environment: 'production',
      pipeline: 'deploy',
      plan: 'hash',
      image: fleet.image === undefined ? 'sha256:1' : fleet.image,
      waves: waves.map(({ members: _members, ...wave }) => wave),
      members: waves.reduce((sum, { members }) => sum + members, 0),
      takeBack: fleet.takeBack ?? 'wave',
      startEveryMs: fleet.startEveryMs ?? 0,
      again: false,
      token: 1,
      version: '0.0.0',
      journal: 1,
    },
    {
      type: 'fleet.members',
      members: waves.flatMap(({ name, members }, index) =>
        Array.from({ length: members }, (_, member) => ({
          app: appOf(index, member),
          labels: {},
          wave: name,
          skipped: null,
        })),
      ),
    },
  );
  return run;
}
