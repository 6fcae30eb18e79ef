/** What is journaled for a step, before it is taken. */
import { createHash } from 'node:crypto';
import type { StateStore } from '../../store/state-store.ts';
import { counted } from '../../words/counted.ts';
import type { Fleet } from '../define/define-fleet.ts';
import type { FleetEventBody } from '../journal/fleet-event.ts';
import type { FleetWorld } from './fleet-world.ts';
import { isUntried } from '../journal/fleet-state.ts';
import type { FleetState } from '../journal/fleet-state.ts';
import { heldImage } from './held-images.ts';
import type { JudgedMember, WaveVerdict } from '../define/judge.ts';
import type { FleetStep } from './next-step.ts';
import { waveUnderWay } from './take-back.ts';

/** What a step is taken with. */
interface Taking {
  readonly fleet: Fleet;
  readonly state: FleetState;
  readonly world: FleetWorld;
  readonly store: StateStore;
}

/** The events of a step. */
export async function eventsOf(
  step: Exclude<FleetStep, { readonly type: 'wait' }>,
  taking: Taking,
): Promise<readonly FleetEventBody[]> {
  switch (step.type) {
    case 'build':
      return built(taking);
    case 'open':
      return [{ type: 'wave.opened', wave: step.wave }];
    case 'hand':
      return step.apps.map((app, index) => ({
        type: 'member.handed',
        app,
        goal: step.goal,
        handOut: taking.state.handOuts + 1 + index,
      }));
    case 'judge':
      return [await judgement(step.wave, step.final, taking)];
    case 'stop':
      return [{ type: 'fleet.stopped', wave: step.wave, because: step.because }];
    case 'hold':
      return [{ type: 'image.held', image: step.image, because: step.because }];
    default:
      return [{ type: 'fleet.ended', exitCode: step.exitCode, because: step.because }];
  }
}

/**
 * The same sources may give an image that was taken back before. Then the image itself is not journaled: of two lines a kill may leave the first one, and an
 * image in the journal is handed out.
 */
async function built({ state, world, store }: Taking): Promise<readonly FleetEventBody[]> {
  const build = await world.build();
  if (!('image' in build)) return [{ type: 'fleet.ended', ...build }];
  const { image, run } = build;
  const held = state.started?.again === true ? undefined : await heldImage(store, image);
  if (held === undefined) return [{ type: 'fleet.image', image, buildRun: run }];
  return [{ type: 'fleet.ended', exitCode: 1, because: `the image ${image} is held: ${held.because}` }];
}

/** What a person's word to stop does. Where no wave has begun, there is nothing to take back, and nothing against the image. */
export function stopOf(state: FleetState, who: string, because: string): FleetEventBody {
  const wave = [...state.waves.values()][waveUnderWay(state)];
  const words = `${who} stopped it: ${because}`;
  if (wave === undefined) return { type: 'fleet.ended', exitCode: 1, because: words };
  return { type: 'fleet.stopped', wave: wave.name, because: [words] };
}

/** Judges a wave by all its members that were touched. The hash of what was seen is journaled, so that the judgement can be made again. */
async function judgement(
  name: string,
  final: boolean,
  { fleet, state, world }: Taking,
): Promise<FleetEventBody> {
  const names = [...state.waves.keys()];
  const wave = state.waves.get(name);
  const ended = (wave?.members ?? [])
    .flatMap((app) => state.members.get(app) ?? [])
    .filter(({ release }) => release !== undefined);
  const touched = ended.filter(({ release }) => !isUntried(release));
  const members: JudgedMember[] = [];
  // Piece by piece: the text of thousands of members is longer than a string can be.
  const inputs = createHash('sha256').update('{"members":[');
  for (const member of touched) {
    const { app, labels, release } = member;
    const outcome = release === 'good' ? 'good' : release === 'no-data' ? 'no-data' : 'bad';
    const record = await world.recordOf(member);
    // How the hand-out ended counts, whatever the evidence says of it.
    const evidence = record === undefined ? { checks: [] } : fleet.evidence(record, labels);
    const judged: JudgedMember = { ...evidence, app, labels, outcome };
    inputs.update(`${members.length === 0 ? '' : ','}${JSON.stringify(judged)}`);
    members.push(judged);
  }
  const limits = { tolerate: wave?.tolerate ?? 0, wave: names.indexOf(name) + 1 };
  const { verdict, because } = outOf(ended.length, touched.length, fleet.judge(members, limits));
  inputs.update(`],"limits":${JSON.stringify(limits)}}`);
  return { type: 'wave.judged', wave: name, verdict, final, because, inputs: inputs.digest('hex') };
}

/** The members that could be tried speak for a wave only where they are at least half of those that were handed out. What they show to be bad is bad. */
function outOf(handed: number, tried: number, verdict: WaveVerdict): WaveVerdict {
  if (verdict.verdict === 'bad' || tried * 2 >= handed) return verdict;
  return {
    verdict: 'inconclusive',
    because: [`only ${tried} of ${counted(handed, 'member')} could be tried`],
  };
}
