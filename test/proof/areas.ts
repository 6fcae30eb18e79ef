/**
 * Every proof of this repository. Most files run every day with a sample of their cases, as a part of the tests; as a proof they get
 * `PAINTBOX_PROOF=all` and try every case. Proofs that go through several packages stand in this folder; one that looks at the inside of a single
 * package stands beside that package's tests, and is named here.
 */

/** Something that is proven. */
export interface Area {
  readonly name: string;
  readonly proves: string;
  /** On two processors that nobody else uses. */
  readonly takes: string;
  /** Files with their arguments, run one after the other. */
  readonly files: readonly (readonly [file: string, ...words: string[]])[];
}

export const AREAS: readonly Area[] = [
  {
    name: 'engine',
    proves:
      'an engine run killed at every write and every change is finished, undone, or settled by the next run',
    takes: 'half a minute',
    files: [['packages/core/test/engine/kill-and-resume.test.ts']],
  },
  {
    name: 'deploys',
    proves:
      'a whole deploy killed before and after every write of its state leaves one fleet, one key pair, and a free lock',
    takes: 'half an hour',
    files: [['test/proof/deploys/kill-anywhere.test.ts']],
  },
  {
    name: 'fly',
    proves:
      "releases under traffic: the platform's behaviours, every mishap at every call of a deploy and a rollback, the deployer killed at every 100 ms of them, 20 switches and 20 back",
    takes: 'three hours',
    files: [
      ['packages/emulators/test/fly/conformance.test.ts'],
      ['test/proof/fly/matrix.proof.ts'],
      ['test/proof/fly/kill.proof.ts'],
      ['test/proof/fly/switches.proof.ts'],
    ],
  },
  {
    name: 'witness',
    proves:
      'the real flyctl, named by FLYCTL_PATH, looks at what our deploy released, deploys to it, scales and clones it; after each ours deploys and rolls back: no mixed images, no zombies, what is kept untouched',
    takes: '10 minutes',
    files: [['test/proof/fly/witness.proof.ts']],
  },
  {
    name: 'docker',
    proves:
      'the real Docker of this machine, with buildx and an engine, builds and pushes for our builder, and the image boots',
    takes: 'a minute',
    files: [['packages/plugin-fly/test/docker.proof.ts']],
  },
  {
    name: 'keys',
    proves:
      'JWT keys: more than 270 key sets judged as jose reads them, 50 processes that ensure and 20 that rotate at once, kills and lost replies at every call, no token refused',
    takes: 'half an hour',
    files: [
      ['test/proof/keys/key-sets.test.ts'],
      ['test/proof/keys/keys-crowd.test.ts'],
      ['test/proof/keys/keys-anywhere.test.ts'],
      ['test/proof/keys/rotation-anywhere.test.ts'],
    ],
  },
  {
    name: 'locks',
    proves:
      'one run at a time: 50 processes race for a lock in a bucket or a folder, 20 sleep past their lease',
    takes: 'a minute',
    files: [['test/proof/locks/lock-race.test.ts'], ['test/proof/locks/s3-race.test.ts']],
  },
  {
    name: 'endpoint',
    proves: 'the key set endpoint keeps its memory and its word through a million requests',
    takes: '10 minutes',
    files: [['bench/jwks.ts', 'soak']],
  },
  {
    name: 'checks',
    proves: 'every fault is noticed by the check that is there for it, and every check fires at least once',
    takes: 'a minute',
    files: [['packages/plugin-checks/test/prove/prove.test.ts']],
  },
  {
    name: 'servers',
    proves:
      'the suite gives the right verdict on 133 servers that misbehave and on 87 healthy ones of many kinds, and noise fails nobody',
    takes: '5 minutes',
    files: [
      ['test/proof/servers/misbehaving.test.ts'],
      ['test/proof/servers/healthy.test.ts'],
      ['test/proof/servers/a-a.test.ts'],
      ['packages/plugin-checks/test/statistics/share-test.test.ts'],
    ],
  },
  {
    name: 'metrics',
    proves:
      "a release is judged by a real Prometheus and VictoriaMetrics from Debian's packages, and by CloudWatch through AWS's own client; takes root",
    takes: 'a minute',
    files: [['test/proof/metrics/prometheus.test.ts'], ['test/proof/metrics/cloud-watch.test.ts']],
  },
  {
    name: 'watching',
    proves:
      'made-up releases, 4,000 of a kind, watched for five minutes: good ones taken back, bad ones found and when',
    takes: 'a minute',
    files: [['packages/plugin-checks/test/monitor/simulated-watches.test.ts']],
  },
  {
    name: 'judgement',
    proves:
      'made-up waves of a fleet, 10,000 of a kind: good releases that are stopped, and slow or broken ones that are found',
    takes: '2 minutes',
    files: [['packages/plugin-checks/test/judgement/simulated-waves.test.ts']],
  },
  {
    name: 'fleets',
    proves:
      "30 fleets of 1,000 members on PostgreSQL from Debian's packages, and four releases to twenty emulated apps, while workers, coordinators and the server are killed and the queue is dropped: each hand-out ends once, no member has two live runs, and the bound on bad members holds; what a killed worker had is begun again within 15 s; one that slept a minute changes nothing when it wakes; made-up fleets with a defect on one member in ten, and good ones; twelve emulated apps on the embedded default, and fifty that are given every fault; a platform that allows few calls a second slows a fleet down, and everybody is released; takes root",
    takes: 'two hours',
    files: [
      ['packages/core/test/fleet/bound.test.ts'],
      ['packages/plugin-postgres/test/crew/contract.test.ts'],
      ['packages/plugin-postgres/test/crew/dead-worker.test.ts'],
      ['packages/plugin-postgres/test/fleets/kill-anybody.proof.ts'],
      ['packages/plugin-postgres/test/fleets/redelivery.proof.ts'],
      ['packages/plugin-postgres/test/fleets/stopped-worker.proof.ts'],
      ['test/proof/fleets/real-members.proof.ts'],
      ['test/proof/fleets/part-of-members.proof.ts'],
      ['test/proof/fleets/fleet-local.proof.ts'],
      ['test/proof/fleets/faults.proof.ts'],
      ['test/proof/fleets/slowed-down.proof.ts'],
    ],
  },
  {
    name: 'operations',
    proves: 'every documented script, both images, and a deploy of the workflow cancelled at every 250 ms',
    takes: 'half an hour',
    files: [
      ['test/operations/scripts.test.ts'],
      ['test/operations/container.test.ts'],
      ['test/operations/workflow.test.ts'],
    ],
  },
  {
    name: 'notify',
    proves: 'one message for every way a run can end, killed ones included, whatever the receiver does',
    takes: '10 seconds',
    files: [['packages/plugin-notify/test/killed.test.ts'], ['packages/plugin-notify/test/faults.test.ts']],
  },
  {
    name: 'pictures',
    proves:
      'report, mail, terminal and ten pages of the site look as they did when somebody looked at them last, light and dark, wide and narrow; axe finds nothing in mail and site',
    takes: '3 minutes',
    files: [['test/proof/pictures/pictures.proof.ts'], ['test/proof/pictures/site.proof.ts']],
  },
  {
    name: 'moto',
    proves: "the behaviours of AWS that the emulator shows, put to moto from Debian's packages; takes root",
    takes: '2 minutes',
    files: [['test/proof/moto/contract.proof.ts']],
  },
];
