/** What the real flyctl is asked to do, and how the platform must be afterwards. */
import * as assert from 'uvu/assert';
import { APP, type Fleet } from './fleet.ts';
import type { Said } from './flyctl.ts';

export interface WitnessRow {
  readonly says: string;
  readonly check: (fleet: Fleet) => Promise<void>;
}

async function ran(fleet: Fleet, ...words: string[]): Promise<Said> {
  const said = await fleet.flyctl(words);
  assert.is(said.code, 0, `${words.join(' ')}: ${said.stdout}\n${said.stderr}`);
  return said;
}

async function json<T>(fleet: Fleet, ...words: string[]): Promise<T> {
  return JSON.parse((await ran(fleet, ...words, '--json', '--app', APP)).stdout) as T;
}

const first = (fleet: Fleet): string => fleet.machines()[0]?.id ?? '';
const at = (fleet: Fleet, id: string) => fleet.machines().find((machine) => machine.id === id);
const sorted = (words: readonly string[]): string[] => words.toSorted((a, b) => a.localeCompare(b));
const ids = (fleet: Fleet): string[] => sorted(fleet.machines().map(({ id }) => id));
const states = (fleet: Fleet): string[] => fleet.machines().map(({ state }) => state);
const images = (fleet: Fleet): string[] => [...new Set(fleet.machines().map(({ config }) => config.image))];
const versions = (fleet: Fleet): (string | undefined)[] => [
  ...new Set(fleet.machines().map(({ config }) => config.metadata['fly_release_version'])),
];

export const ROWS: readonly WitnessRow[] = [
  {
    says: 'status shows the app deployed with both machines',
    check: async (fleet) => {
      const status = await json<{ Deployed: boolean; Machines: { id: string }[] }>(fleet, 'status');
      assert.is(status.Deployed, true);
      assert.equal(sorted(status.Machines.map(({ id }) => id)), ids(fleet));
    },
  },
  {
    says: 'machine list shows names and digests as they were made',
    check: async (fleet) => {
      const list = await json<{ name: string; image_ref: { digest: string } }[]>(fleet, 'machine', 'list');
      assert.equal(sorted(list.map(({ name }) => name)), ['first', 'second']);
      assert.is(list[0]?.image_ref.digest, fleet.machines()[0]?.image_ref.digest);
    },
  },
  {
    says: 'releases shows the one that was written',
    check: async (fleet) => {
      const list = await json<{ Version: number; Status: string; ImageRef: string }[]>(fleet, 'releases');
      assert.equal(
        list.map(({ Version, Status }) => [Version, Status]),
        [[1, 'complete']],
      );
    },
  },
  {
    says: 'image show shows the digest of both machines',
    check: async (fleet) => {
      const list = await json<{ MachineID: string; Digest: string }[]>(fleet, 'image', 'show');
      assert.is(list.length, 2);
      assert.is(list[0]?.Digest, fleet.machines()[0]?.image_ref.digest);
    },
  },
  {
    says: 'secrets list shows the secret as deployed',
    check: async (fleet) => {
      const list = await json<{ name: string; status: string }[]>(fleet, 'secrets', 'list');
      assert.equal(
        list.map(({ name, status }) => [name, status]),
        [['API_KEY', 'Deployed']],
      );
    },
  },
  {
    says: 'machine stop stops one, machine start starts it',
    check: async (fleet) => {
      const id = first(fleet);
      await ran(fleet, 'machine', 'stop', id, '--app', APP, '--wait-timeout', '30s');
      assert.is(at(fleet, id)?.state, 'stopped');
      await ran(fleet, 'machine', 'start', id, '--app', APP);
      await fleet.call('GET', `/v1/apps/${APP}/machines/${id}/wait?state=started&timeout=30`);
      assert.is(at(fleet, id)?.state, 'started');
    },
  },
  {
    says: 'machine cordon takes one out of traffic, uncordon brings it back, neither leaves a lease',
    check: async (fleet) => {
      const id = first(fleet);
      await ran(fleet, 'machine', 'cordon', id, '--app', APP);
      assert.is(at(fleet, id)?.cordoned, true);
      await ran(fleet, 'machine', 'uncordon', id, '--app', APP);
      assert.is(at(fleet, id)?.cordoned, false);
      await fleet.call('POST', `/v1/apps/${APP}/machines/${id}/uncordon`);
    },
  },
  {
    says: 'a rolling deploy of an image updates both in place',
    check: async (fleet) => {
      const before = ids(fleet);
      await ran(fleet, 'deploy', '--image', fleet.images[1], '--strategy', 'rolling', '--yes');
      assert.equal(ids(fleet), before);
      assert.equal(images(fleet), [fleet.images[1]]);
      assert.equal(versions(fleet), ['2']);
      assert.equal(states(fleet), ['started', 'started']);
    },
  },
  {
    says: 'a blue-green deploy of an image makes two others and destroys the old',
    check: async (fleet) => {
      const before = new Set(ids(fleet));
      await ran(fleet, 'deploy', '--image', fleet.images[0], '--strategy', 'bluegreen', '--yes');
      assert.is(ids(fleet).filter((id) => before.has(id)).length, 0);
      assert.equal(images(fleet), [fleet.images[0]]);
      assert.equal(versions(fleet), ['3']);
      assert.equal(
        fleet.machines().map(({ state, cordoned }) => [state, cordoned]),
        [
          ['started', false],
          ['started', false],
        ],
      );
    },
  },
  {
    says: 'scale count adds a machine of the newest release',
    check: async (fleet) => {
      await ran(fleet, 'scale', 'count', '3', '--yes');
      assert.is(fleet.machines().length, 3);
      assert.equal(images(fleet), [fleet.images[0]]);
    },
  },
  {
    says: 'machine clone makes a machine like another',
    check: async (fleet) => {
      await ran(fleet, 'machine', 'clone', first(fleet), '--app', APP);
      const digests = fleet.machines().map(({ image_ref }) => image_ref.digest);
      assert.is(digests.length, 4);
      assert.is(new Set(digests).size, 1);
    },
  },
  {
    says: 'machine restart restarts one in its version',
    check: async (fleet) => {
      const id = first(fleet);
      const before = at(fleet, id)?.instance_id;
      await ran(fleet, 'machine', 'restart', id, '--app', APP);
      assert.equal([at(fleet, id)?.state, at(fleet, id)?.instance_id], ['started', before]);
      assert.ok(at(fleet, id)?.events.some(({ type }) => type === 'exit'));
    },
  },
  {
    says: 'secrets set is a release of its own, and secrets list then shows both',
    check: async (fleet) => {
      await ran(fleet, 'secrets', 'set', 'SECOND=two', '--app', APP);
      assert.equal(versions(fleet), ['4']);
      const list = await json<{ name: string }[]>(fleet, 'secrets', 'list');
      assert.equal(
        list.map(({ name }) => name),
        ['API_KEY', 'SECOND'],
      );
    },
  },
];
