// What `--json` prints of fleets: by the schema, and whole, whoever reads it and however large it is.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openFleetRig, recordIn } from '../../../../test/fleets/fleet-rig.ts';
import { HOSTILE } from './hostile-fleet.ts';
import { TAKEN_BACK, UNDER_WAY } from './sample-fleet.ts';
import { THOUSAND } from './thousand.ts';

const test = suite('documents of fleets');

const schema = JSON.parse(
  await readFile(new URL('../../../core/schemas/fleet.json', import.meta.url), 'utf8'),
) as object;
const ajv = new Ajv({ allErrors: true, strict: false });
const validate = ajv.compile(schema);
const problems = (value: unknown): string => (validate(value) ? '' : ajv.errorsText(validate.errors));

test('records of runs under way, taken back, with a person, paused and slowed down are what the schema says', () => {
  const because = 'orders are lost';
  for (const record of [
    UNDER_WAY,
    TAKEN_BACK,
    THOUSAND,
    HOSTILE,
    { ...UNDER_WAY, paused: true, pace: { atOnce: 3, askedBy: ['Fly.io'] } },
    { ...UNDER_WAY, image: null, takesBack: { run: '20261128-100000-0f0f0f0f', who: 'Ada', because } },
  ])
    assert.is(problems(structuredClone(record)), '');
  assert.match(problems({ ...UNDER_WAY, members: [{ app: 'shop-1' }] }), 'must have required property');
});

test('a document of five thousand members is whole for a slow reader, and lost for one that leaves', async () => {
  await using rig = await openFleetRig({ members: 5_000 });
  let stopped = false;
  await rig.call(['fleet', 'deploy', 'crowd', '--image', 'files/shop@sha256:next'], {
    during(child, text) {
      if (stopped || !text.includes("waiting: wave 'rest' waits for approval")) return;
      stopped = child.kill('SIGTERM');
    },
  });
  const status = ['fleet', 'status', 'crowd', '--json'];

  const slow = await rig.call(status, { redirects: '| { sleep 1; cat; }; exit ${PIPESTATUS[0]}' });
  const left = await rig.call(status, { redirects: '| head -c 10; exit ${PIPESTATUS[0]}' });

  assert.ok(stopped);
  const record = recordIn(slow);
  assert.equal([slow.code, slow.stderr, problems(record)], [0, '', '']);
  assert.equal([record.status, record.members.length], ['running', 5_000]);
  assert.is(record.members.filter(({ outcome }) => outcome === 'good').length, 2);
  // More than a pipe holds.
  assert.ok(slow.stdout.length > 500_000, `${slow.stdout.length} characters`);
  assert.equal([left.code, left.stdout], [74, '{"schema":']);
  assert.match(left.stderr, 'CLI_OUTPUT_LOST');
  assert.not.match(left.stderr, /^\s+at /m);
});

test('what real runs print is what the schema says, and a command about a member names its app', async () => {
  await using rig = await openFleetRig();
  const deploy = (image: string): string[] => [
    'fleet',
    'deploy',
    'pair',
    '--image',
    `files/shop@sha256:${image}`,
  ];

  const good = await rig.call([...deploy('one'), '--json']);
  const bad = await rig.call([...deploy('two'), '--json', '--report-dir', 'reports'], { broken: 'all' });

  assert.equal([good.code, bad.code], [0, 3], good.stderr + bad.stderr);
  for (const called of [good, bad]) assert.is(problems(recordIn(called)), '');
  const report = await readFile(join(rig.folder, 'reports/members/shop-1.html'), 'utf8');
  assert.match(report, '<code class="command">FLY_APP=shop-1 paintbox-deploy history');
});

test.run();
