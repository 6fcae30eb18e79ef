/** What the outcomes of members are called, counted and painted. */
import type { FleetMemberRecord, FleetRecord } from '@paintbox/deploy-core/fleet';
import type { Paint } from '../paint.ts';

type Outcome = FleetMemberRecord['outcome'];

const WORDS: Readonly<Record<Outcome, string>> = {
  good: 'good',
  bad: 'bad',
  back: 'taken back',
  skipped: 'skipped',
  person: 'for a person',
  waiting: 'waiting',
  running: 'under way',
};

/** Whoever sees no colours sees these. */
const SIGNS: Readonly<Record<Outcome, string>> = {
  good: '✓',
  bad: '✗',
  back: '↩',
  person: '!',
  running: '▸',
  waiting: '·',
  skipped: '–',
};

/** In the order in which a line counts them. */
export const OUTCOMES: readonly Outcome[] = [
  'good',
  'bad',
  'back',
  'person',
  'running',
  'waiting',
  'skipped',
];

/** An outcome in words that follow a number: `2 taken back`. */
export function outcomeWords(outcome: Outcome): string {
  return WORDS[outcome];
}

/** The sign of an outcome. */
export function outcomeSign(outcome: Outcome): string {
  return SIGNS[outcome];
}

/** The colour of an outcome. */
export function outcomeColour(outcome: Outcome, paint: Paint): (text: string) => string {
  return {
    good: paint.green,
    bad: paint.red,
    back: paint.yellow,
    skipped: paint.dim,
    person: paint.red,
    waiting: paint.dim,
    running: paint.cyan,
  }[outcome];
}

/** `31 good, 2 bad`; empty without members. After the end of the run nobody waits any more. */
export function countOutcomes(
  members: readonly FleetMemberRecord[],
  paint: Paint,
  { status }: Pick<FleetRecord, 'status'>,
): string {
  const words = status === 'running' ? WORDS : { ...WORDS, waiting: 'not touched' };
  const counts = OUTCOMES.map((outcome) => ({
    outcome,
    count: members.filter((member) => member.outcome === outcome).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => outcomeColour(outcome, paint)(`${count} ${words[outcome]}`))
    .join(', ');
}
