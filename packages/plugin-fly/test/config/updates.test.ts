/** Compares the config of a machine after a deploy in place with what the real flyctl asks for; see recordings/README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { machineConfigs } from '../../src/config/machine-configs.ts';
import { configOver } from '../../src/config/over-machine.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { byMeaning } from './by-meaning.ts';

const UPDATES = join(import.meta.dirname, 'updates');
const config = v.record(v.string(), v.unknown());
const recordingSchema = v.strictObject({ groups: v.strictObject({ app: config }) });

for (const name of readdirSync(UPDATES)) {
  test(`a machine that is there gets the config that flyctl would give it: ${name}`, async () => {
    const text = (file: string): string => readFileSync(join(UPDATES, name, file), 'utf8');
    const recorded = v.parse(recordingSchema, JSON.parse(text('recording.json'))).groups.app;
    const { image: _, ...live } = v.parse(config, JSON.parse(text('machine.json')));

    const { groups, problems } = machineConfigs(
      await parseConfig('fly.toml', text('fly.toml')),
      () => undefined,
    );
    const next = groups[0] === undefined ? {} : configOver(live, groups[0].config);

    assert.equal(problems, []);
    assert.equal(withoutRelease(next), byMeaning(recorded));
  });
}

/** The release writes its own id and version over those of the machine. */
function withoutRelease(made: unknown): unknown {
  const { metadata, ...rest } = v.parse(config, made);
  const { fly_release_id, fly_release_version, ...kept } = v.parse(config, metadata);
  assert.is(typeof fly_release_id, typeof fly_release_version);
  return byMeaning({ ...rest, metadata: kept });
}

test.run();
