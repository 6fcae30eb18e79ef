import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFleetReports } from '../../src/fleets/write-fleet-reports.ts';
import { sampleRecord } from '../reports/sample-record.ts';
import { fleetOf, membersOf, waveOf } from './sample-fleet.ts';

const LINE = { program: 'npx paintbox-deploy', flags: ['--env staging'] };

const test = suite<{ folder: string }>('the reports of a fleet');
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'paintbox-fleet-reports-'));
});
test.after.each(({ folder }) => rm(folder, { recursive: true, force: true }));

test('a page, the record, and a report for each member whose run can be read', async ({ folder }) => {
  const record = fleetOf({
    waves: [waveOf('all', 4, { status: 'open' })],
    members: membersOf('all', { good: 1, bad: 2, waiting: 1 }),
  });

  await writeFleetReports(record, folder, {
    commandLine: LINE,
    recordOf: async ({ app }) => {
      if (app === 'all-3') throw new Error('its journal is gone');
      return sampleRecord;
    },
  });

  assert.equal((await readdir(folder)).toSorted(), ['members', 'record.json', 'report.html']);
  assert.equal((await readdir(join(folder, 'members'))).toSorted(), ['all-1.html', 'all-2.html']);
  assert.equal(JSON.parse(await readFile(join(folder, 'record.json'), 'utf8')), record);
  const page = await readFile(join(folder, 'report.html'), 'utf8');
  assert.match(page, '<a class="m bad" href="members/all-2.html"');
  assert.match(page, '<span class="m bad" role="img" aria-label="all-3: bad"');
});

test('an app with a name like a path gets a file in the folder, and the link leads there', async ({
  folder,
}) => {
  const [member] = membersOf('all', { good: 1 });
  const record = fleetOf({
    waves: [waveOf('all', 1, { status: 'good' })],
    members: member === undefined ? [] : [{ ...member, app: '../../a b%' }],
  });

  await writeFleetReports(record, folder, { commandLine: LINE, recordOf: async () => sampleRecord });

  const [file = ''] = await readdir(join(folder, 'members'));
  const page = await readFile(join(folder, 'report.html'), 'utf8');
  const href = /href="members\/([^"]+)"/.exec(page)?.[1] ?? '';
  assert.is(file, '..%2F..%2Fa%20b%25.html');
  assert.is(decodeURIComponent(href), file);
});

test('apps with endless names have a file each, and the page leads there', async ({ folder }) => {
  const members = membersOf('all', { good: 3 }).map((member, index) => ({
    ...member,
    app: `${'🛍️'.repeat(100)}${index}`,
  }));
  const record = fleetOf({ waves: [waveOf('all', 3, { status: 'good' })], members });

  await writeFleetReports(record, folder, { commandLine: LINE, recordOf: async () => sampleRecord });

  const files = await readdir(join(folder, 'members'));
  const page = await readFile(join(folder, 'report.html'), 'utf8');
  const led = [...page.matchAll(/class="m good" href="members\/([^"]+)"/g)].map(([, href = '']) => href);
  assert.is(files.length, 3);
  assert.equal(led.map(decodeURIComponent).toSorted(), files.toSorted());
});

test('a command in the report of a member names its app', async ({ folder }) => {
  const { error: _error, ...noError } = sampleRecord;
  const record = fleetOf({
    waves: [waveOf('all', 1, { status: 'bad' })],
    members: membersOf('all', { person: 1 }),
  });

  await writeFleetReports(record, folder, {
    commandLine: LINE,
    recordOf: async () => ({ ...noError, status: 'needs-attention', exitCode: 4 }),
  });

  const report = await readFile(join(folder, 'members/all-1.html'), 'utf8');
  assert.match(
    report,
    `<code class="command">FLY_APP=all-1 npx paintbox-deploy resume ${sampleRecord.runId} --env staging</code>`,
  );
});

test.run();
