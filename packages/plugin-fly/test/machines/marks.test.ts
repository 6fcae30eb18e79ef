/** Names and metadata of the machines that a release makes. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { machineName } from '../../src/machines/machine-name.ts';
import { asManaged, asWayBack, greenMetadata, markOf } from '../../src/machines/release-metadata.ts';

const MARK = { release: 'build-7', run: 'run-3', generation: 4, row: { id: 'rel_9', version: 12 } };

test('a name is the same for the same place, and of at most 30 characters that Fly takes', () => {
  for (const group of ['app', 'WEB_workers of a very long name', '---', 'ä', '']) {
    const place = { app: 'shop', group, release: 'build-7', index: 12_345 };
    const name = machineName(place);
    assert.is(machineName({ ...place }), name);
    assert.match(name, /^[a-z][a-z0-9-]{0,28}[a-z0-9]$/);
  }
});

test('two places never have one name', () => {
  const names = new Set<string>();
  for (const app of ['a', 'ab'])
    for (const group of ['b', 'bc', 'web-worker-long-1', 'web-worker-long-2'])
      for (const release of ['1', '11'])
        for (let index = 0; index < 100; index += 1) names.add(machineName({ app, group, release, index }));
  assert.is(names.size, 2 * 4 * 2 * 100);
});

test('a green is readable for flyctl, and takes no mark of an older deploy with it', () => {
  const previous = {
    fly_release_id: 'rel_8',
    fly_release_version: '11',
    fly_bluegreen_deployment_tag: 'safe_to_destroy',
    fly_flyctl_bluegreen_launch_id: '01J',
    fly_canary: 'true',
    paintbox_release: 'build-6',
    team: 'red',
  };
  assert.equal(greenMetadata(previous, 'web', MARK), {
    fly_platform_version: 'v2',
    fly_process_group: 'web',
    fly_release_id: 'rel_9',
    fly_release_version: '12',
    paintbox_release: 'build-7',
    paintbox_role: 'green',
    paintbox_generation: '4',
    paintbox_run: 'run-3',
    team: 'red',
  });
});

test('without a release row the green keeps what its blue said of the release', () => {
  const made = greenMetadata({ fly_release_id: 'rel_8', fly_release_version: '11' }, 'web', {
    ...MARK,
    row: null,
  });
  assert.is(made['fly_release_id'], 'rel_8');
  assert.is(made['fly_release_version'], '11');
});

test('a kept machine looks unmanaged, and managed again after the way back', () => {
  const before = greenMetadata({ team: 'red' }, 'web', MARK);
  const kept = applied(before, asWayBack({ release: 'build-7', generation: 4, run: 'run-9' }));
  assert.not('fly_platform_version' in kept);
  assert.is(kept['fly_process_group'], 'web');
  assert.equal(markOf(kept), { release: 'build-7', run: 'run-9', role: 'way-back', generation: 4 });
  assert.equal(applied(kept, asManaged(MARK)), before);
});

test.run();

/** Metadata after a change, as the platform makes it: null removes a key. */
function applied(
  metadata: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const next = Object.entries({ ...metadata, ...changes });
  return Object.fromEntries(next.filter((entry): entry is [string, string] => entry[1] !== null));
}
