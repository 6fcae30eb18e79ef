import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECK_GROUPS, CHECK_IDS, idsOf, isCritical, questionOf } from '../src/suite/check-ids.ts';

const DOCS = new URL('../../../docs/checks.md', import.meta.url);

test('every check belongs to a group, and every group has checks', () => {
  assert.equal(CHECK_GROUPS.flatMap(idsOf).toSorted(), CHECK_IDS.toSorted());
});

test('the documentation has a row for every check, which says whether it is critical', async () => {
  const rows = (await readFile(DOCS, 'utf8'))
    .split('\n')
    .filter((line) => /^\| (?:<a [^>]*><\/a>)*`/.test(line));
  const wrong = CHECK_IDS.filter((id) => {
    const [group = '', what = ''] = id.split('.');
    const row = rows.find(
      (one) => one.includes(`\`${id}\``) || (one.includes(`\`${group}.`) && one.includes(`\`.${what}\``)),
    );
    return row === undefined || (row.split('|')[1] ?? '').includes('!') !== isCritical(id);
  });

  assert.equal(wrong, []);
});

test('every check asks a question', () => {
  assert.equal(
    CHECK_IDS.filter((id) => !questionOf(id).endsWith('?')),
    [],
  );
});

test.run();
