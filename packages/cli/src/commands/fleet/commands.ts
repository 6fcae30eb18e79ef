/** The commands for fleets, as help, completion and the parser see them. Their code is loaded when they are called. */
import type { Flag } from '../../arguments/flags.ts';
import type { BuiltIn } from '../built-in.ts';

const IMAGE: Flag = {
  name: 'image',
  type: 'value',
  placeholder: 'REF',
  describe: 'give every member this image, named with its digest; default: the one that the fleet builds',
};

const AT_ONCE: Flag = {
  name: 'at-once',
  type: 'value',
  placeholder: 'N',
  reads: 'count',
  describe: 'how many members this process runs at the same time',
};

const WORK: readonly Flag[] = [
  { ...AT_ONCE, describe: `${AT_ONCE.describe}; default: as many as the fleet allows` },
  { name: 'no-work', type: 'switch', describe: 'only coordinate: members are run by `fleet work` elsewhere' },
  {
    name: 'watch-parent',
    type: 'switch',
    describe: 'change nothing more once the process that started this one is gone; always on in CI',
  },
];

/** All of them, in the order in which a person needs them. */
export const FLEET_COMMANDS: readonly BuiltIn[] = [
  {
    name: 'fleet plan',
    group: 'Fleets',
    examples: ['fleet plan shops', 'fleet plan shops --image registry.fly.io/shop@sha256:…'],
    describe:
      'who would be served in which wave, how many could be bad at most, and what each wave can prove',
    flags: [IMAGE],
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
      { name: 'again', type: 'switch', describe: 'hand out an image although it was taken back before' },
      ...WORK,
    ],
    operand: '[FLEET]',
    run: async (invocation) => (await import('./deploy.ts')).fleetDeploy(invocation),
  },
];
