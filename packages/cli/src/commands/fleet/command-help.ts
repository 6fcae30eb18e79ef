/** What the help of a command for fleets says beside its flags: what it changes, and its exit codes. */
import type { BuiltIn } from '../built-in.ts';

type Help = Pick<BuiltIn, 'about' | 'exits'>;
type Exits = NonNullable<Help['exits']>;

const PERSON: Exits[number] = [
  '4',
  'a member needs a person; `fleet status` names it, and the command that says why',
];
const CUT: Exits[number] = ['130, 143', 'this process was stopped; `fleet resume` goes on with the run'];

const RELEASED: Exits = [
  ['0', 'every wave is good'],
  ['1', 'no image, a problem with a member, or stopped before the first wave; nothing is changed'],
  ['2', 'the plan, the image or the config cannot be used; nothing was handed out'],
  ['3', 'a wave was bad; what it changed is taken back, and that is verified'],
  PERSON,
  ['6', 'a wave gave too little evidence; nothing more was handed out'],
  CUT,
];

const WORD: Exits = [
  ['0', 'it is journaled, or noted for whoever coordinates'],
  ['2', 'it would change nothing, or there is no such run'],
];

/** By the name of the command. */
export const FLEET_HELP: Readonly<Record<string, Help>> = {
  'fleet plan': {
    about: 'It only reads. The last line is the command that does this plan and no other.',
    exits: [
      ['0', 'nothing stands in the way'],
      ['1', 'a member is not ready; the plan says which, and what to do'],
      ['2', 'the fleet, its waves or the image cannot be used; every problem is listed'],
    ],
  },
  'fleet deploy': {
    about:
      'Each member is a run of its own, which takes itself back when its checks fail. Every hand-out is journaled first: after a kill, `fleet resume` goes on.',
    exits: RELEASED,
  },
  'fleet status': {
    about: 'It only reads, and works on any machine that sees the state.',
    exits: [
      ['0', 'the run is shown, however it goes'],
      ['2', 'there is no such run'],
    ],
  },
  'fleet pause': {
    about: 'It is journaled, and holds for every worker. A wave that is taken back goes on.',
    exits: WORD,
  },
  'fleet resume': {
    about: 'Also after a kill: the journal says what was handed out, and a run that has begun is finished.',
    exits: RELEASED,
  },
  'fleet approve': {
    about: 'It is journaled with who and why. Nothing else lets a wave with a gate begin.',
    exits: WORD,
  },
  'fleet rollback': {
    about:
      'The whole run is taken back and its image is held, so that no run hands it out again without --again. With --wave or --app nothing is held. A member that was changed by hand since stays as it is.',
    exits: [
      ['0', 'taken back, and that is verified; or with --dry-run, said'],
      ['2', 'nothing is left to take back, or the words do not fit the run'],
      ['3', 'a run under way was stopped; its wave is taken back, and that is verified'],
      PERSON,
      CUT,
    ],
  },
  'fleet drift': {
    about: 'It only reads. The fleet says with `running` how a member is asked.',
    exits: [
      ['0', 'each member runs what was released last, or was never released'],
      ['2', 'the fleet does not say how to ask'],
      ['6', 'a member could not be asked, and none has drifted'],
      ['7', 'a member runs something else'],
    ],
  },
  'fleet work': {
    about:
      'It needs a PostgreSQL server and a state that all workers see. One that is killed loses nothing: another one finishes its members.',
    exits: [
      ['0', 'it was told to end, and what it had in hand has ended'],
      ['2', 'the crew is inside one process, or the fleet is unknown'],
      ['130, 143', 'a second signal ended it at once'],
    ],
  },
};
