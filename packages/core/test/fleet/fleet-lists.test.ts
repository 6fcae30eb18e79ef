import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fleetLists } from '../../src/fleet.ts';
import type { FleetMemberRecord } from '../../src/fleet.ts';

const memberOf = (app: string, outcome: FleetMemberRecord['outcome']): FleetMemberRecord => ({
  app,
  labels: {},
  wave: 'all',
  runId: null,
  outcome,
  because: '',
});

test('each member is in the list of what its users have', () => {
  const lists = fleetLists({
    members: [
      memberOf('a', 'good'),
      memberOf('b', 'bad'),
      memberOf('c', 'back'),
      memberOf('d', 'person'),
      memberOf('e', 'waiting'),
      memberOf('f', 'skipped'),
      memberOf('g', 'running'),
    ],
  });

  const apps = Object.entries(lists).map(([list, members]: [string, readonly FleetMemberRecord[]]) => [
    list,
    members.map(({ app }) => app).join(' '),
  ]);
  assert.equal(Object.fromEntries(apps), {
    good: 'a',
    back: 'b c',
    person: 'd',
    underWay: 'g',
    untouched: 'e f',
  });
});

test.run();
