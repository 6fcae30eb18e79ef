import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeployError } from '@paintbox/deploy-core';
import { rejects, runStage } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import write from 'write-excel-file/node';
import type { SheetData } from 'write-excel-file/node';
import { excel, gate } from '../src/index.ts';
import type { ExcelOptions, Finding } from '../src/index.ts';
import { readWorkbook } from '../src/parity/workbook.ts';
import { contextFor, fastClock, serve, withApp } from './rig.ts';

const SAMPLE = fileURLToPath(new URL('../../../examples/paintbox/parity/estimates.xlsx', import.meta.url));

/** A price list of one column: `price = size * rate`, in a folder of its own. */
async function withBook(
  rows: SheetData,
  body: (path: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plugin-checks-excel-'));
  try {
    const path = join(folder, 'cases.xlsx');
    await write([['Group', 'Size', 'Rate', 'Price'], ...rows], { sheet: 'Cases' }).toFile(path);
    await body(path, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const options = (workbook: string, more: Partial<ExcelOptions> = {}): ExcelOptions => ({
  workbook,
  category: 'Group',
  inputs: { Size: 'size', Rate: 'terms.0.rate' },
  outputs: { Price: 'price' },
  answer: ({ size, terms }: { size: number; terms: readonly { rate: number }[] }) => ({
    price: size * (terms[0]?.rate ?? 1),
  }),
  ...more,
});

function look(given: ExcelOptions, url = 'http://127.0.0.1:9'): Promise<Finding> {
  const target = { url, expectedBuild: undefined, publishedKeys: undefined };
  return excel(given).run(target, contextFor(url, fastClock()));
}

const ROWS: SheetData = [
  ['small', 2, 3, 6],
  ['small', 2.5, 3, 7.5],
  ['large', 100, 0.1, 10],
  ['large', 100, 0.333, 33.3],
];

test('a workbook that says the same passes, with rates by sheet and category', async () => {
  await withBook(ROWS, async (path) => {
    const { verdict, evidence } = await look(options(path));

    assert.is(verdict, 'pass');
    assert.equal(evidence?.['sheets'], { Cases: { right: 4, cases: 4, rate: 1 } });
    assert.equal(evidence?.['categories'], {
      small: { right: 2, cases: 2, rate: 1 },
      large: { right: 2, cases: 2, rate: 1 },
    });
  });
});

test('a cent within the tolerance is equal, two are not, and a text is no number', async () => {
  await withBook([['a', 2, 3, 6.01]], async (path) => {
    assert.is((await look(options(path))).verdict, 'pass');
    assert.is((await look(options(path, { tolerance: 0.009 }))).verdict, 'fail');
    const column = { Price: { path: 'price', tolerance: 0 } };
    assert.is((await look(options(path, { outputs: column }))).verdict, 'fail');
    assert.is((await look(options(path, { answer: () => ({ price: '6.01' }) }))).verdict, 'fail');
  });
});

test('too many wrong cases fail, with the first one named; few enough warn', async () => {
  await withBook([...ROWS.slice(0, 3), ['large', 1, 1, 2]], async (path) => {
    const strict = await look(options(path));
    const mild = await look(options(path, { minimumRate: 0.75 }));

    assert.is(strict.verdict, 'fail');
    assert.match(strict.message, '3 of 4 cases are as in');
    assert.match(strict.message, "'Cases' row 5, Price: expected 2, got 1");
    assert.equal([mild.verdict, mild.evidence?.['rate']], ['warn', 0.75]);
  });
});

test('mismatches are written as a workbook or as CSV, and no text becomes a formula', async () => {
  await withBook(
    [
      ['=1+1', 2, 3, 7],
      ['say "hi", now', 1, 1, 2],
    ],
    async (path, folder) => {
      const [csv, xlsx] = [join(folder, 'out/wrong.csv'), join(folder, 'wrong.xlsx')];
      await look(options(path, { mismatches: csv }));
      await look(options(path, { mismatches: xlsx }));

      assert.is(
        await readFile(csv, 'utf8'),
        'Sheet,Row,Category,Column,Expected,Actual\r\n' +
          "Cases,2,'=1+1,Price,7,6\r\n" +
          'Cases,3,"say ""hi"", now",Price,2,1\r\n',
      );
      const [sheet] = (await readWorkbook(xlsx)) as Exclude<Awaited<ReturnType<typeof readWorkbook>>, string>;
      assert.equal(
        sheet?.rows.map(({ cells }) => [cells['Row'], cells['Expected'], cells['Actual']]),
        [
          [2, 7, '6'],
          [3, 2, '1'],
        ],
      );
    },
  );
});

test('a file of before is replaced when nothing is wrong any more', async () => {
  await withBook(ROWS, async (path, folder) => {
    const csv = join(folder, 'wrong.csv');
    await writeFile(csv, 'old news');

    await look(options(path, { mismatches: csv }));

    assert.is(await readFile(csv, 'utf8'), 'Sheet,Row,Category,Column,Expected,Actual\r\n');
  });
});

test('formulas without a value, errors and missing columns are inconclusive, all reported at once', async () => {
  const formula = { type: 'Formula', value: '=B2*C2' } as const;
  await withBook([['a', 2, 3, formula]], async (path) => {
    const { verdict, message } = await look(options(path, { inputs: { Size: 'size', Width: 'width' } }));

    assert.is(verdict, 'inconclusive');
    assert.match(message, "no column 'Width'");
    assert.match(message, "column 'Price' of 'Cases' has no values at all");
    assert.match(message, "row 2 of 'Cases' expects nothing");
    assert.match(message, "D2 of 'Cases' is a formula that nobody calculated");
  });
  // One of many is enough, and the others do not hide it.
  await withBook([...ROWS, ['b', 2, 3, formula]], async (path) => {
    const { verdict, message } = await look(options(path));

    assert.equal([verdict, message.includes('D6 of')], ['inconclusive', true], message);
  });
  // A formula in a column that nobody asks for is nobody's business.
  await withBook([['a', 2, 3, 6, formula]], async (path) => {
    assert.is((await look(options(path))).verdict, 'pass');
  });
  await withBook([['a', 2, 3, '#DIV/0!']], async (path) => {
    assert.match((await look(options(path))).message, "row 2 of 'Cases' has #DIV/0! in 'Price'");
  });
  await withBook(ROWS, async (path) => {
    assert.match((await look(options(path, { sheets: ['Rooms'] }))).message, "there is no sheet 'Rooms'");
  });
});

test('a missing workbook and an invalid file are inconclusive', async () => {
  assert.is((await look(options('/nonexistent/cases.xlsx'))).verdict, 'inconclusive');
  const { verdict, message } = await look(options(fileURLToPath(import.meta.url)));
  assert.is(verdict, 'inconclusive');
  assert.match(message, 'cannot be used');
});

test('an empty input cell leaves its member out, an empty output cell is not compared', async () => {
  const seen: unknown[] = [];
  const answer = (input: unknown): object => {
    seen.push(input);
    return { price: 6 };
  };
  const rows: SheetData = [
    ['a', 2, null, 6],
    ['a', 2, 3, 6],
  ];
  await withBook(rows, async (path) => {
    await look(options(path, { answer, width: 1 }));

    assert.equal(seen, [{ size: 2 }, { size: 2, terms: [{ rate: 3 }] }]);
  });
});

test('an endpoint is asked for every case, and one that does not answer leaves it open', async () => {
  await withBook(ROWS, async (path) => {
    const app = await serve((request) => ({
      headers: { 'content-type': 'application/json' },
      body: request.method === 'POST' ? '{"price":6}' : '{}',
    }));
    try {
      const { verdict, evidence } = await look(options(path, { answer: '/price' }), app.url);
      assert.equal([verdict, evidence?.['right']], ['fail', 1]);
      assert.is(app.requests['/price'], 4);
    } finally {
      await app.close();
    }
    const { verdict, message } = await look(options(path, { answer: '/price' }), app.url);
    assert.is(verdict, 'inconclusive');
    assert.match(message, '4 of 4 cases got no answer');
  });
});

test('the status of an answer can be what is expected', async () => {
  await withBook([['a', 2, 3, 400]], async (path) => {
    await withApp(
      () => ({ status: 400, body: '{"code":"BAD"}' }),
      async ({ url }) => {
        const outputs = { Price: '#status' };
        assert.is((await look(options(path, { answer: '/price', outputs }), url)).verdict, 'pass');
      },
    );
  });
});

test('the sample workbook is read with the values that Excel would have saved', async () => {
  const sheets = (await readWorkbook(SAMPLE)) as Exclude<Awaited<ReturnType<typeof readWorkbook>>, string>;

  assert.equal(
    sheets.map(({ name, rows }) => [name, rows.length]),
    [
      ['Rooms', 72],
      ['Houses', 54],
      ['Prices', 3],
    ],
  );
  const total = sheets[0]?.rows[1]?.cells['Total'];
  assert.type(total, 'number');
});

test('a gate of it fails the run, and options that make no sense are refused', async () => {
  await withBook([['a', 1, 1, 2]], async (path) => {
    const run = await runStage(gate('parity', [excel(options(path))]));

    assert.ok(isDeployError(run.error) && run.error.code === 'CHECKS_FAILED');
    assert.equal(
      run.checks.map(({ id, verdict }) => [id, verdict]),
      [['excel', 'fail']],
    );
  });
  const wrong = async () =>
    excel(options('x', { outputs: {}, minimumRate: 2, mismatches: 'x.txt', answer: 'price' }));
  const error = await rejects(wrong());
  assert.ok(isDeployError(error) && error.problems.length === 4);
});

test.run();
