/** The commands for fleets, as help, completion and the parser see them. Their code is loaded when they are called. */
import type { Flag } from '../../arguments/flags.ts';
import type { BuiltIn } from '../built-in.ts';
import { FLEET_HELP } from './command-help.ts';

const IMAGE: Flag = {
  name: 'image',
  type: 'value',
  placeholder: 'REF',
  describe: 'give every member this image, named with its digest; default: the one that the fleet builds',
};

const ASK = { name: 'ask', type: 'switch' } as const;
const NO_ASK: Flag = { name: 'no-ask', type: 'switch', describe: 'ask no member' };

const AT_ONCE: Flag = {
  name: 'at-once',
  type: 'value',
  placeholder: 'N',
  reads: 'count',
  describe: 'how many members this process runs at the same time',
};

const WATCH_PARENT: Flag = {
  name: 'watch-parent',
  type: 'switch',
  describe: 'change nothing more once the process that started this one is gone; always on in CI',
};

const WORK: readonly Flag[] = [
  { ...AT_ONCE, describe: `${AT_ONCE.describe}; default: as many as the fleet allows` },
  { name: 'no-work', type: 'switch', describe: 'only coordinate: members are run by `fleet work` elsewhere' },
  WATCH_PARENT,
];

/** Who says it and why is journaled. */
const WORDS: readonly Flag[] = [
  { name: 'because', type: 'value', placeholder: 'WHY', describe: 'why; it is journaled' },
  { name: 'who', type: 'value', placeholder: 'NAME', describe: 'who says it; default: who runs this' },
];

const COMMANDS: readonly BuiltIn[] = [
  {
    name: 'fleet plan',
    group: 'Fleets',
    examples: ['fleet plan shops', 'fleet plan shops --image registry.fly.io/shop@sha256:…'],
    describe:
      'who would be served in which wave, how many could be bad at most, and what each wave can prove',
    flags: [
      IMAGE,
      {
        ...ASK,
        describe: 'ask each member whether it is ready, and what it costs; default: up to 200 members',
      },
      NO_ASK,
    ],
    operand: '[FLEET]',
    run: async (invocation) => (await import('./plan.ts')).fleetPlan(invocation),
  },
  {
    name: 'fleet deploy',
    group: 'Fleets',
    examples: [
      'fleet deploy shops',
      'fleet deploy shops --image registry.fly.io/shop@sha256:…',
      'fleet deploy shops --plan 0123456789abcdef',
      'fleet deploy shops --retry 20261128-173006-22ca63bc',
      'fleet deploy shops --late',
    ],
    describe: 'give every member of a fleet one image, wave by wave, and take a bad wave back',
    flags: [
      IMAGE,
      {
        name: 'plan',
        type: 'value',
        placeholder: 'HASH',
        describe: 'refuse to do anything else than this plan',
      },
      {
        name: 'retry',
        type: 'value',
        placeholder: 'RUN',
        describe: 'give the image of this run to the members that it left without',
      },
      {
        name: 'late',
        type: 'switch',
        describe: 'give the newest proven image to the members that came since',
      },
      { name: 'again', type: 'switch', describe: 'hand out an image although it was taken back before' },
      {
        ...ASK,
        describe:
          'ask each member first whether it is ready; default: those of the first wave, without --plan and --no-work',
      },
      NO_ASK,
      ...WORK,
    ],
    operand: '[FLEET]',
    run: async (invocation) => (await import('./deploy.ts')).fleetDeploy(invocation),
  },
  {
    name: 'fleet status',
    group: 'Fleets',
    examples: ['fleet status', 'fleet status shops --watch', 'fleet status 20261128-173006-22ca63bc --json'],
    describe:
      'how a run of a fleet goes: its waves, then only what is not good; without RUN the one under way, else the newest',
    flags: [{ name: 'watch', type: 'switch', describe: 'show it again and again until it has ended' }],
    operand: '[RUN|FLEET]',
    run: async (invocation) => (await import('./status.ts')).fleetStatus(invocation),
  },
  {
    name: 'fleet pause',
    group: 'Fleets',
    examples: ["fleet pause --because 'the launch at noon'"],
    describe: 'hand out no more members; those under way go on to their end',
    flags: WORDS,
    operand: '[RUN|FLEET]',
    run: async (invocation) => (await import('./tell.ts')).fleetTell(invocation, 'pause'),
  },
  {
    name: 'fleet resume',
    group: 'Fleets',
    examples: ['fleet resume', 'fleet resume shops --no-wait'],
    describe: 'go on with a run that was paused, or whose process is gone, and see it through',
    flags: [
      ...WORDS,
      { name: 'no-wait', type: 'switch', describe: 'only say it: somebody works for the fleet already' },
      ...WORK,
    ],
    operand: '[RUN|FLEET]',
    run: async (invocation) => (await import('./resume.ts')).fleetResume(invocation),
  },
  {
    name: 'fleet approve',
    group: 'Fleets',
    examples: ["fleet approve --because 'looked at the canaries'"],
    describe: 'let the wave begin that waits for approval',
    flags: [
      { name: 'wave', type: 'value', placeholder: 'WAVE', describe: 'the wave; default: the one that waits' },
      ...WORDS,
    ],
    operand: '[RUN|FLEET]',
    run: async (invocation) => (await import('./tell.ts')).fleetTell(invocation, 'approve'),
  },
  {
    name: 'fleet rollback',
    group: 'Fleets',
    examples: [
      "fleet rollback --because 'orders are lost'",
      "fleet rollback shops --wave rest --because 'orders are lost'",
      'fleet rollback shops --dry-run',
    ],
    describe: 'take back what a run released, member by member, each proven; one under way is stopped first',
    flags: [
      { name: 'wave', type: 'value', placeholder: 'WAVE', describe: 'only the members of this wave' },
      { name: 'app', type: 'value', placeholder: 'APP', describe: 'only this member' },
      { name: 'dry-run', type: 'switch', describe: 'only say who would be taken back' },
      ...WORDS,
      ...WORK,
    ],
    operand: '[RUN|FLEET]',
    run: async (invocation) => (await import('./rollback.ts')).fleetRollback(invocation),
  },
  {
    name: 'fleet drift',
    group: 'Fleets',
    examples: ['fleet drift shops', 'fleet drift shops --json'],
    describe: 'which members do not run what their ledgers say; exit code 7 when some do not',
    flags: [],
    operand: '[FLEET]',
    run: async (invocation) => (await import('./drift.ts')).fleetDriftCommand(invocation),
  },
  {
    name: 'fleet work',
    group: 'Fleets',
    examples: ['fleet work shops', 'fleet work shops --at-once 8'],
    describe:
      'run members that are handed out, on as many machines as you like; SIGTERM ends it after what it has in hand',
    flags: [{ ...AT_ONCE, describe: `${AT_ONCE.describe}; default 4` }, WATCH_PARENT],
    operand: '[FLEET]',
    run: async (invocation) => (await import('./work.ts')).fleetWork(invocation),
  },
];

/** All of them, in the order in which a person needs them. */
export const FLEET_COMMANDS: readonly BuiltIn[] = COMMANDS.map((command) => ({
  ...command,
  ...FLEET_HELP[command.name],
}));
