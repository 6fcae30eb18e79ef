/**
 * A fleet on a platform that allows the whole organisation few calls a second: the real pipeline, plugins and command line, eight members at once. Fly.io documents no such limit, so
 * this one is made up. Everybody is released, and fewer run at the same time than were allowed.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import { limitPlatform } from './limited-platform.ts';
import { openManyApps } from './many-apps.ts';

const APPS = 24;
const AT_ONCE = 8;
/** Of some 34 calls of a member that takes five seconds: enough for two or three at once. */
const CALLS_A_SECOND = 20;
const CONFIG = 'test/proof/fleets/fixtures/one-wave.config.ts';

/** How many members were under way, after each event. */
function runningIn(events: readonly FleetEvent[]): readonly number[] {
  let running = 0;
  return events.map(({ type }) => {
    if (type === 'member.handed') running += 1;
    if (type === 'member.ended') running -= 1;
    return running;
  });
}

test('a platform that allows few calls slows a fleet down, and everybody is released', async () => {
  await using apps = await openManyApps(APPS);
  await using limited = await limitPlatform(apps.env['FLY_FLAPS_BASE_URL'] ?? '', CALLS_A_SECOND);
  const env = { FLEET_AT_ONCE: String(AT_ONCE), FLY_FLAPS_BASE_URL: limited.url };

  const { code, record, events, stderr } = await apps.deploy({ tolerate: 0, config: CONFIG, env });

  assert.is(code, 0, stderr);
  assert.is(record.members.filter(({ outcome }) => outcome === 'good').length, APPS);
  const ends = events.flatMap((event) => (event.type === 'member.ended' ? [event] : []));
  const told = ends.filter(({ throttledBy }) => throttledBy?.includes('Fly.io') === true);
  const again = ends.filter(({ end }) => end === 'throttled');
  const running = runningIn(events);
  const late = Math.max(...running.slice(Math.floor(events.length / 2)));
  process.stdout.write(
    `${limited.refused()} calls refused; ${told.length} of ${ends.length} runs were slowed down, ${again.length} came again; ${Math.max(...running)} at once at most, ${late} in the second half\n`,
  );
  assert.ok(told.length > 0, 'nobody was slowed down');
  assert.ok(late < AT_ONCE, 'the fleet did not slow down');
});

test.run();
