/**
 * Compares the machine configs made here with those that the real flyctl made of the same files. The recordings are facts about flyctl 0.4.87; how they
 * were made is in recordings/README.md.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeployError } from '@paintbox/deploy-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { NEW_GUEST, NEW_RELEASE_GUEST } from '../../src/config/guest.ts';
import { machineConfigs } from '../../src/config/machine-configs.ts';
import type { MachineConfigs } from '../../src/config/machine-configs.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { byMeaning } from './by-meaning.ts';

const CORPUS = join(import.meta.dirname, 'corpus');
const RECORDINGS = join(import.meta.dirname, 'recordings');

const machine = v.record(v.string(), v.unknown());
const recordingSchema = v.union([
  v.strictObject({ refused: v.string() }),
  v.strictObject({ unrecorded: v.string() }),
  v.strictObject({ groups: v.record(v.string(), machine), release: v.optional(machine) }),
]);

/** Where we differ from flyctl on purpose. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'deploy-wait-huge.toml': 'refused: 2^63 ns are no duration, and flyctl makes a negative one of it',
  'compose-missing.toml': 'refused: containers are not made here, also where flyctl finds no compose file',
  'containers.toml': 'refused: containers are not made here',
  'statics-relative.toml':
    'refused: flyctl makes a bucket and uploads the folder before it asks for the machines',
  'services-internal-port-huge.toml': 'refused: a number over 2^53, which is no port',
  'swap-huge.toml': 'refused: a number over 2^53, which no machine has',
};

const files = readdirSync(CORPUS, { withFileTypes: true }).flatMap((entry) =>
  entry.isFile() ? [entry.name] : [],
);

test('every file of the corpus has a recording, and every recording its file', () => {
  const names = files.map((name) => name.replace(/\.\w+$/, ''));
  const recorded = readdirSync(RECORDINGS).flatMap((name) =>
    name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [],
  );

  assert.ok(files.length >= 100);
  assert.equal(recorded.toSorted(), names.toSorted());
});

test('each file gives the machine configs that flyctl asks for, or is refused where flyctl refuses it', async () => {
  const all = await Promise.all(
    files.map(async (name) => ({ name, ours: await ours(name), flyctl: recorded(name) })),
  );
  const different = all.filter(({ name, ours, flyctl }) => !(name in DIFFERENCES) && !isSame(ours, flyctl));

  assert.equal(different, []);
});

test('each listed difference is one: flyctl takes the file, and it is refused here', async () => {
  for (const name of Object.keys(DIFFERENCES)) {
    assert.not('refused' in recorded(name), name);
    assert.ok('refused' in (await ours(name)), name);
  }
});

test('every problem and warning of the corpus has a line, a reason and a way out', async () => {
  for (const name of files) {
    try {
      const { problems, warnings } = await read(name);
      for (const { line, what, hint } of [...problems, ...warnings]) {
        assert.ok(line !== undefined && what !== '' && hint !== '', `${name}: ${what}`);
      }
    } catch (error) {
      assert.ok(isDeployError(error) && error.code === 'FLY_CONFIG_SYNTAX', `${name}: ${String(error)}`);
    }
  }
});

type Result = v.InferOutput<typeof recordingSchema>;

function recorded(name: string): Result {
  const file = join(RECORDINGS, `${name.replace(/\.\w+$/, '')}.json`);
  return v.parse(recordingSchema, JSON.parse(readFileSync(file, 'utf8')));
}

async function ours(name: string): Promise<Result> {
  try {
    const { groups, release, host, problems } = await read(name);
    if (problems.length > 0) return { refused: problems.map(({ what }) => what).join('; ') };
    const dedicated = host === undefined ? {} : { host_dedication_id: host };
    return {
      groups: Object.fromEntries(
        groups.map(({ group, config }) => [
          group,
          { ...config, guest: { ...(config.guest ?? NEW_GUEST), ...dedicated } },
        ]),
      ),
      ...(release && {
        release: { ...release, guest: { ...(release.guest ?? NEW_RELEASE_GUEST), ...dedicated } },
      }),
    };
  } catch (error) {
    if (!isDeployError(error)) throw error;
    return { refused: error.message };
  }
}

async function read(name: string): Promise<MachineConfigs> {
  const parsed = await parseConfig(name, readFileSync(join(CORPUS, name), 'utf8'));
  return machineConfigs(parsed, (path) => {
    const file = join(CORPUS, path);
    return existsSync(file) ? readFileSync(file) : undefined;
  });
}

function isSame(one: Result, other: Result): boolean {
  if ('refused' in one || 'refused' in other) return 'refused' in one && 'refused' in other;
  if ('unrecorded' in one || 'unrecorded' in other) return false;
  return JSON.stringify(byMeaning(one)) === JSON.stringify(byMeaning(other));
}

test.run();
