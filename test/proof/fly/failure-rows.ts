/** The failures of flyctl and of the platform that a deploy must survive, as data. Numbers are those of the catalogue they come from. */
import type { Fault, Mishap } from '@paintbox/deploy-emulators/fly';
import type { FaultName } from '@paintbox/deploy-local-world';

/** One failure at one moment. */
export interface FailureCase {
  /** Number in the failure catalogue. */
  readonly row: number;
  readonly name: string;
  /** What flyctl does wrong. */
  readonly faults?: readonly Fault[];
  /** What the platform does wrong. */
  readonly mishaps?: readonly Mishap[];
  readonly buildFault?: FaultName;
  /** Builds instead of deploying an image that is there. */
  readonly builds?: boolean;
  /** Exit codes that are right. */
  readonly codes: readonly number[];
  /** Tried in the default test too. */
  readonly sample?: boolean;
}

const PHASES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
/** Up to here flyctl removes the new machines when it fails. */
const LAST_UNDONE = 4;

/** A deploy that releases; neither the build before it nor a look whether an image is there. */
const release = { command: 'deploy', word: '--env' } as const;
const build = { command: 'deploy', word: '--build-only' } as const;
const noImage = { kind: 'status', status: 404, text: 'Could not find image "x"' } as const;

const texts = (
  row: number,
  codes: readonly number[],
  at: Partial<Fault>,
  said: readonly string[],
): FailureCase[] =>
  said.map((text) => ({
    row,
    codes,
    name: `says '${text.slice(0, 60)}' ${at.phase === undefined ? `at ${at.at ?? 'the start'}` : `in phase ${at.phase}`}`,
    faults: [{ kind: 'exit-1', ...release, ...at, text }],
  }));

/** What a release may end as when it struck in a phase: taken back by flyctl or by us, or finished by us. */
function codesOf(phase: number): readonly number[] {
  return phase <= LAST_UNDONE ? [1] : phase === 5 ? [1, 3] : [0, 1, 3];
}

/** flyctl fails, or dies, at the beginning of each phase and half-way through it. */
const everyPhase: readonly FailureCase[] = PHASES.flatMap((phase) =>
  [0, 1].flatMap((step): FailureCase[] => [
    {
      row: 3,
      name: `fails in phase ${phase}${step === 0 ? '' : ', half-way'}`,
      faults: [{ kind: 'exit-1', ...release, phase, step, text: 'wait timeout' }],
      codes: codesOf(phase),
    },
    {
      row: 17,
      name: `is killed in phase ${phase}${step === 0 ? '' : ', half-way'}`,
      faults: [{ kind: 'kill-self', ...release, phase, step }],
      codes: codesOf(phase),
      sample: phase === 6 && step === 1,
    },
  ]),
);

const everyMoment: readonly FailureCase[] = (
  ['image', 'release', 'release-running', 'release-command', 'groups', 'leases', 'strategy'] as const
).flatMap((at): FailureCase[] => [
  { row: 17, name: `is killed at ${at}`, faults: [{ kind: 'kill-self', ...release, at }], codes: [1] },
  { row: 17, name: `is cancelled at ${at}`, faults: [{ kind: 'cancelled', ...release, at }], codes: [1] },
]);

const oddExits: readonly FailureCase[] = [3, 6, 9].flatMap((phase) =>
  (['panic', 'deadline', 'cancelled'] as const).map((kind) => ({
    row: 17,
    name: `ends by ${kind} in phase ${phase}`,
    faults: [{ kind, ...release, phase }],
    codes: codesOf(phase),
  })),
);

/** Operations of the platform in the order of a deploy, with the phase they belong to. */
const OPERATIONS = [
  ['releases.create', 0],
  ['releases.update', 0],
  ['leases.acquire', 0],
  ['machines.create', 1],
  ['machines.get', 2],
  ['machines.uncordon', 4],
  ['metadata.set', 5],
  ['machines.cordon', 6],
  ['machines.stop', 7],
  ['machines.destroy', 9],
] as const;

const everyOperation: readonly FailureCase[] = OPERATIONS.flatMap(([call, phase]): FailureCase[] => {
  const codes = phase < 2 ? [0, 1] : [0, 1, 3];
  const met = { ...release, call } as const;
  const trouble = (name: string, mishap: Omit<Mishap, 'call'>): FailureCase => ({
    row: 18,
    name,
    mishaps: [{ ...met, ...mishap }],
    codes,
  });
  return [
    trouble(`${call} is refused once`, { what: { kind: 'status', status: 503 } }),
    trouble(`${call} is always refused`, { times: 99, what: { kind: 'status', status: 500 } }),
    trouble(`the answer to ${call} is lost`, { what: { kind: 'status', status: 408, acted: true } }),
    trouble(`the answer to ${call} is late`, { what: { kind: 'slow', ms: 1000 } }),
  ];
});

/** Every case, in the order of the catalogue. */
export const FAILURE_CASES: readonly FailureCase[] = [
  {
    row: 1,
    name: 'leases are held by somebody else when flyctl deploys',
    faults: [{ kind: 'lease-held', ...release }],
    codes: [0],
  },
  {
    row: 1,
    name: 'leases are held before the deploy, and run out',
    faults: [{ kind: 'lease-held', command: 'status' }],
    codes: [0],
  },
  ...texts(1, [0, 1], { at: 'leases' }, ['failed to acquire leases: lease currently held by x@example.test']),
  ...texts(2, [1, 3], { phase: 3 }, ['timeout reached waiting for health checks to pass for machine 148e']),
  ...everyPhase,
  {
    row: 4,
    name: 'the new build crashes',
    faults: [],
    buildFault: 'crash-on-start',
    builds: true,
    codes: [1],
  },
  ...texts(5, [0, 1], { at: 'strategy' }, ['found multiple image versions']),
  ...texts(6, [1], { phase: 2 }, ["timeout reached waiting for machine's state to change"]),
  ...[
    'deadline_exceeded',
    'EOF',
    'error releasing builder: context canceled',
    'failed probing "personal": context deadline exceeded',
    'remote builder app unavailable',
  ].flatMap((text): FailureCase[] => [
    {
      row: 7,
      name: `the builder says '${text}' once`,
      faults: [{ kind: 'exit-1', ...build, text: `failed to fetch an image or build from source: ${text}` }],
      builds: true,
      codes: [0],
    },
    {
      row: 7,
      name: `the builder always says '${text}'`,
      faults: [
        {
          kind: 'exit-1',
          ...build,
          times: 99,
          text: `failed to fetch an image or build from source: ${text}`,
        },
      ],
      builds: true,
      codes: [1],
    },
  ]),
  {
    row: 8,
    name: 'the Dockerfile does not build',
    faults: [
      {
        kind: 'exit-1',
        ...build,
        text: 'failed to fetch an image or build from source: error building: failed to solve: exit code 1',
      },
    ],
    builds: true,
    codes: [1],
  },
  {
    row: 9,
    name: 'the registry does not know the image yet',
    mishaps: [{ ...release, call: 'stand-in.image', what: noImage }],
    codes: [0, 1],
  },
  {
    row: 9,
    name: 'the registry never knows the image',
    mishaps: [{ ...release, call: 'stand-in.image', times: 99, what: noImage }],
    codes: [1],
  },
  ...texts(10, [1], { at: 'release-command' }, [
    'release command failed - aborting deployment. machine 148e exited with non-zero status of 1',
    "release command failed - aborting deployment. error waiting for release_command machine 148e to finish running: timeout reached waiting for machine's state to change",
    'error finding the release_command machine 148e exit event: not found',
  ]),
  ...texts(11, [0, 1], { at: 'release-running' }, ['failed to update release (status 504)']),
  {
    row: 11,
    name: 'the platform does not take the second deploy of a release at first',
    faults: [
      {
        kind: 'exit-1',
        ...release,
        at: 'release-running',
        skip: 1,
        text: 'failed to update release (status 504)',
      },
    ],
    codes: [0],
    sample: true,
  },
  {
    row: 12,
    name: 'the final status of the release cannot be set',
    mishaps: [{ ...release, call: 'releases.update', on: 2, what: { kind: 'status', status: 500 } }],
    codes: [0],
  },
  {
    row: 12,
    name: 'flyctl fails when everything is done',
    faults: [{ kind: 'exit-1', ...release, at: 'end', text: 'DNS checks failed' }],
    codes: [0],
  },
  ...[
    'could not reserve resource for machine: insufficient memory available to fulfill request',
    'insufficient resources available to fulfill request',
    'you are over the allowed quota of machines',
    'to create more than 1 machine per app please add a payment method',
  ].flatMap((text): FailureCase[] =>
    [1, 2].map((on) => ({
      row: 13,
      name: `'${text.slice(0, 40)}' for machine ${on}`,
      mishaps: [
        { ...release, call: 'machines.create', on, times: 9, what: { kind: 'status', status: 422, text } },
      ],
      codes: [1],
    })),
  ),
  {
    row: 13,
    name: 'the organisation is at its limits',
    mishaps: [{ ...release, call: 'stand-in.can-bluegreen', what: { kind: 'answer', json: { can: false } } }],
    codes: [1],
  },
  ...['You must be authenticated to view this.', 'Not authorized to deploy this app'].map((text) => ({
    row: 14,
    name: `says '${text}'`,
    faults: [{ kind: 'exit-1' as const, command: 'status', times: 9, text }],
    codes: [1],
  })),
  ...texts(14, [1], {}, ['you are not authorized to push to registry.fly.io']),
  {
    row: 15,
    name: 'success, and no machine of either colour is left',
    faults: [{ kind: 'no-machines', ...release, phase: 10 }],
    codes: [3],
  },
  {
    row: 15,
    name: 'success, and the old machines are left',
    mishaps: [{ ...release, call: 'machines.destroy', times: 9, what: { kind: 'status', status: 500 } }],
    codes: [0],
  },
  { row: 15, name: 'success, and nothing was done', faults: [{ kind: 'silent', ...release }], codes: [1] },
  { row: 15, name: 'nonsense, and nothing was done', faults: [{ kind: 'garbage', ...release }], codes: [1] },
  {
    row: 15,
    name: 'both colours are left',
    faults: [{ kind: 'both-colours', ...release }],
    codes: [1, 3],
  },
  {
    row: 15,
    name: 'the list of machines is empty for flyctl: it makes a second fleet',
    mishaps: [{ ...release, call: 'machines.list', what: { kind: 'empty-list' } }],
    codes: [0, 1, 3],
  },
  ...[2, 5, 8].map((phase) => ({
    row: 16,
    name: `is slow in phase ${phase}`,
    faults: [{ kind: 'slow' as const, ...release, phase, text: '4000' }],
    codes: [0],
  })),
  ...everyMoment,
  ...oddExits,
  ...everyOperation,
  ...['machine list', 'releases', 'machine leases view'].flatMap((command): FailureCase[] => [
    {
      row: 18,
      name: `'${command}' is limited for a moment`,
      faults: [{ kind: 'rate-limit', command, times: 2, skip: 1 }],
      codes: [0],
    },
    {
      row: 18,
      name: `'${command}' is cut short once`,
      faults: [{ kind: 'cut-short', command, skip: 2 }],
      codes: [0],
    },
    {
      row: 18,
      name: `'${command}' has noise in front`,
      faults: [{ kind: 'noise', command, times: 9 }],
      codes: [0],
    },
  ]),
];
