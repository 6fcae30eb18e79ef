/** Workbooks as programs write them: which formulas have a value that somebody calculated. */
import { crc32, deflateRawSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { uncalculatedIn } from '../src/parity/uncalculated.ts';

/** An archive of deflated entries. */
function zip(entries: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const body = deflateRawSync(Buffer.from(text));
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(text), 16);
    entry.writeUInt32LE(body.length, 20);
    entry.writeUInt32LE(Buffer.byteLength(text), 24);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(at, 42);
    parts.push(head, Buffer.from(name), body);
    directory.push(entry, Buffer.from(name));
    at += 30 + Buffer.byteLength(name) + body.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

function cellsOf(cells: string, calc = ''): readonly string[] {
  const found = uncalculatedIn(
    zip({
      'xl/workbook.xml': `<workbook><sheets><sheet name="A &amp; B" sheetId="1" r:id="rId7"/></sheets>${calc}</workbook>`,
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="2">${cells}</row></sheetData></worksheet>`,
    }),
  );
  return (found.get('A & B') ?? []).map(({ cell, column }) => `${cell} ${column}`);
}

const FORMULA = '<f>A2*2</f>';

test('a formula that Excel saved has its value, also an empty text', () => {
  assert.equal(
    cellsOf(`<c r="B2">${FORMULA}<v>4</v></c><c r="C2" t="str">${FORMULA}<v></v></c><c r="D2"><v>1</v></c>`),
    [],
  );
});

test('a formula without a value is told by its cell, in whatever way it was left out', () => {
  const cells = [
    `<c r="B2">${FORMULA}</c>`,
    `<c r="C2">${FORMULA}<v></v></c>`,
    `<c r="D2">${FORMULA}<v/></c>`,
    '<c r="AA2"><f t="shared" si="0"/></c>',
    `<c r="AB2" t="n">${FORMULA}<v>0</v></c>`,
  ];

  assert.equal(cellsOf(cells.join('')), ['B2 1', 'C2 2', 'D2 3', 'AA2 26']);
});

test('a file that asks Excel to calculate when it opens has no values of formulas', () => {
  const cells = `<c r="A2"><v>1</v></c><c r="B2">${FORMULA}<v>0</v></c>`;

  assert.equal(cellsOf(cells, '<calcPr calcId="124519" fullCalcOnLoad="1"/>'), ['B2 1']);
  assert.equal(cellsOf(cells, '<calcPr calcId="191029"/>'), []);
});

test('prefixes of names do not matter', () => {
  assert.equal(cellsOf(`<x:c r="B2"><x:f>A2</x:f><x:v></x:v></x:c>`), ['B2 1']);
});

test.run();
