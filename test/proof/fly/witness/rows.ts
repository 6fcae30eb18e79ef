/** What the real flyctl is asked to do after our deploy, how the platform must be then, and after our next deploy and rollback. */
import * as assert from 'uvu/assert';
import type { Fleet } from './fleet.ts';
import { isManaged, kept, newestIsLive, oneFleet } from './judge.ts';

/** One row. */
export interface WitnessRow {
  readonly says: string;
  readonly check: (fleet: Fleet) => Promise<void>;
}

const sorted = (words: readonly string[]): string[] => words.toSorted((a, b) => a.localeCompare(b));

/** What looks, and changes nothing. */
const LOOKS: readonly WitnessRow[] = [
  {
    says: 'status shows the app deployed with the machines of the release, and none that is kept',
    check: async (fleet) => {
      const status = await fleet.json<{ Deployed: boolean; Machines: { id: string }[] }>('status');
      assert.is(status.Deployed, true);
      const managed = (await fleet.machines()).filter(isManaged);
      const shown = new Set(status.Machines.map(({ id }) => id));
      for (const { id } of managed) assert.ok(shown.has(id), `${id} is not shown`);
    },
  },
  {
    says: 'machine list shows every machine with the image it has',
    check: async (fleet) => {
      const list = await fleet.json<{ id: string; image_ref: { digest: string } }[]>('machine', 'list');
      const told = (machines: typeof list): string[] =>
        sorted(machines.map(({ id, image_ref }) => `${id} ${image_ref.digest}`));
      assert.equal(told(list), told([...(await fleet.machines())]));
    },
  },
  { says: 'releases lists ours as the newest, complete', check: newestIsLive },
  {
    says: 'image show shows the image of the release for each of its machines',
    check: async (fleet) => {
      const list = await fleet.json<{ MachineID: string; Digest: string }[]>('image', 'show');
      const managed = (await fleet.machines()).filter(isManaged);
      for (const { id, image_ref } of managed)
        assert.is(list.find(({ MachineID }) => MachineID === id)?.Digest, image_ref.digest);
    },
  },
  {
    says: 'secrets list shows every secret as deployed',
    check: allDeployed,
  },
];

/** Work of flyctl, and the groups it leaves. What needs no word of its own is judged for all of them. */
interface Work {
  readonly says: string;
  readonly groups: string;
  readonly work: (fleet: Fleet) => Promise<void>;
}

const TWO = 'keeper=1 web=2';
const THREE = 'keeper=1 web=3';
/** Its look at the DNS afterwards has nothing to look at here. */
const DEPLOY = ['deploy', '--yes', '--dns-checks=false', '--image'];

const WORKS: readonly Work[] = [
  {
    says: 'a rolling deploy --image',
    groups: TWO,
    work: async (fleet) => {
      await fleet.flyctl(...DEPLOY, await fleet.world.push('rolling'), '--strategy', 'rolling');
    },
  },
  {
    says: 'a blue-green deploy --image',
    groups: TWO,
    work: async (fleet) => {
      const image = await fleet.world.push('blue-green');
      // Its blue-green refuses groups with volumes.
      const web = ['--strategy', 'bluegreen', '--process-groups', 'web'];
      await fleet.flyctl(...DEPLOY, image, ...web);
      await fleet.flyctl(...DEPLOY, image, '--strategy', 'rolling', '--process-groups', 'keeper');
    },
  },
  {
    says: 'secrets set',
    groups: TWO,
    work: async (fleet) => void (await fleet.flyctl('secrets', 'set', 'SECOND=two')),
  },
  {
    says: 'secrets set --stage',
    groups: TWO,
    work: async (fleet) => void (await fleet.flyctl('secrets', 'set', '--stage', 'THIRD=three')),
  },
  {
    says: 'apps restart',
    groups: TWO,
    work: async (fleet) => void (await fleet.flyctl('apps', 'restart')),
  },
  {
    says: 'machine restart',
    groups: TWO,
    work: async (fleet) => {
      const id = await oneOfWeb(fleet);
      await fleet.flyctl('machine', 'restart', id);
    },
  },
  {
    says: 'scale count to three',
    groups: THREE,
    work: async (fleet) => void (await fleet.flyctl('scale', 'count', 'web=3', '--yes')),
  },
  {
    says: 'scale count back to two',
    groups: TWO,
    work: async (fleet) => void (await fleet.flyctl('scale', 'count', 'web=2', '--yes')),
  },
  {
    says: 'machine clone',
    groups: THREE,
    work: async (fleet) => void (await fleet.flyctl('machine', 'clone', await oneOfWeb(fleet))),
  },
];

export const ROWS: readonly WitnessRow[] = [...LOOKS, ...WORKS.flatMap(rowsOf)];

function rowsOf({ says, groups, work }: Work): readonly WitnessRow[] {
  return [
    {
      says: `${says}: one fleet, and what is kept is untouched`,
      check: async (fleet) => {
        const before = kept(await fleet.machines());
        await work(fleet);
        await oneFleet(fleet, groups);
        assert.equal(kept(await fleet.machines()), before, 'what is kept was touched');
      },
    },
    {
      says: `our deploy after ${says}`,
      check: async (fleet) => {
        const image = await fleet.world.push(`after ${says}`.replaceAll(/\W+/g, '-'));
        const { record } = await fleet.world.deploy(image);
        await ended(fleet, record, groups);
        await allDeployed(fleet);
      },
    },
    {
      says: `our rollback after ${says}`,
      check: async (fleet) => {
        const { record } = await fleet.world.rollback();
        await ended(fleet, record, groups);
      },
    },
  ];
}

async function allDeployed(fleet: Fleet): Promise<void> {
  const list = await fleet.json<readonly { readonly name: string; readonly status: string }[]>(
    'secrets',
    'list',
  );
  assert.ok(list.length > 0);
  for (const { name, status } of list) assert.is(status, 'Deployed', name);
}

async function ended(
  fleet: Fleet,
  { exitCode, error }: Awaited<ReturnType<Fleet['world']['deploy']>>['record'],
  groups: string,
): Promise<void> {
  assert.is(exitCode, 0, `${error?.code}: ${error?.message}`);
  const managed = await oneFleet(fleet, groups);
  assert.is(new Set(managed.map(({ config }) => config.env['PAINTBOX_BUILD_ID'])).size, 1, 'mixed builds');
  await newestIsLive(fleet);
}

async function oneOfWeb(fleet: Fleet): Promise<string> {
  const web = (await fleet.machines()).find(
    (machine) => isManaged(machine) && machine.config.metadata['fly_process_group'] === 'web',
  );
  return web?.id ?? '';
}
