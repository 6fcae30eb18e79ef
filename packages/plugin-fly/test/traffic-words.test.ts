// What a plan says of traffic, for each kind of group.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Blue, FleetBefore } from '../src/artifacts.ts';
import { switchTraffic, updateTraffic } from '../src/release/traffic-words.ts';

function blue(id: string, group: string, inPlace: Blue['inPlace'] = null): Blue {
  const serves = { routed: true, healthy: true, rests: false, reached: true };
  const image = { digest: null, imageRef: 'registry/app', buildId: null };
  return { id, name: id, group, region: 'fra', instanceId: null, inPlace, config: null, ...serves, ...image };
}

function fleet(...blues: readonly Blue[]): FleetBefore {
  const versions = { liveVersion: 1, latestVersion: 1, configJson: null };
  return { app: 'shop', blues, digests: [], troubles: [], ...versions };
}

test('a switch loses no request; with steps it says which; a first deploy interrupts nobody', () => {
  const served = fleet(blue('a', 'app'), blue('b', 'app'));

  assert.match(switchTraffic(served, ['all'])?.says ?? '', /^no request is lost: .* the proxy switches$/);
  assert.match(switchTraffic(served, [1, '50%', 'all'])?.says ?? '', /switches, in steps: 1, 50%, all$/);
  assert.match(switchTraffic(undefined, ['all'])?.says ?? '', /^no request is lost/);
  assert.match(switchTraffic(fleet(), ['all'])?.says ?? '', /^nobody is served yet/);
  assert.is(switchTraffic(fleet(blue('v', 'db', 'volume')), ['all']), undefined);
});

test('a plan says when every machine is asleep, and not when one is awake', () => {
  const resting = (id: string): Blue => ({ ...blue(id, 'app'), rests: true });

  assert.match(
    switchTraffic(fleet(resting('a'), resting('b')), ['all'])?.says ?? '',
    /^every machine is asleep, .*; no request is lost/,
  );
  assert.match(
    switchTraffic(fleet(resting('a'), blue('b', 'app')), ['all'])?.says ?? '',
    /^no request is lost/,
  );
});

test('a group whose one machine holds a volume is missed while it starts again; two of them take turns', () => {
  const alone = updateTraffic(fleet(blue('a', 'app'), blue('v', 'db', 'volume')));
  const two = updateTraffic(fleet(blue('v', 'db', 'volume'), blue('w', 'db', 'volume')));

  assert.equal(alone, {
    says: 'group db is not served while its one machine starts again with its volume',
    interrupts: true,
  });
  assert.match(two?.says ?? '', 'group db is changed machine by machine (2 with a volume)');
  assert.is(two?.interrupts, false);
  assert.is(updateTraffic(fleet(blue('a', 'app'))), undefined);
  assert.is(updateTraffic(undefined), undefined);
});

test.run();
