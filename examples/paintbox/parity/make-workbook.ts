/**
 * Writes `estimates.xlsx`, the sample of a workbook that a business would keep: cases with inputs, and formulas over a price list that say what must come out. The values that Excel would
 * have saved with the formulas are worked out here, in whole cents and independently of the app. Run it with Node 24: `node parity/make-workbook.ts [FILE]`.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';

/** A text, a number, or a formula with the value that it had when the file was saved. */
type Cell = string | number | { readonly formula: string; readonly value: number };
type Row = readonly Cell[];

const PREP: Readonly<Record<string, number>> = { none: 0, light: 275, heavy: 820 };
const PAINT: Readonly<Record<string, number>> = { standard: 145, premium: 235, designer: 390 };
const LABOUR = 460;

const TITLES = [
  'Case',
  'Category',
  'Area m2',
  'Coats',
  'Prep',
  'Quality',
  'Tax rate',
  'Preparation',
  'Paint',
  'Labour',
  'Subtotal',
  'Tax',
  'Total',
];

/** Sizes from a niche to a hall, with the half cents on which roundings part. */
const SIZES: Readonly<Record<string, readonly number[]>> = {
  Rooms: [0.01, 0.5, 1.3, 4.25, 9.99, 12.35, 17.1, 23.45],
  Houses: [48.06, 99.9, 120.75, 254.3, 480.02, 1234.56],
};

const target = process.argv[2] ?? fileURLToPath(new URL('estimates.xlsx', import.meta.url));
await writeFile(target, workbook());

function workbook(): Uint8Array {
  const prices: readonly Row[] = [
    ['Prep', 'Price', 'Quality', 'Price', 'Labour'],
    ['none', 0, 'standard', 1.45, 4.6],
    ['light', 2.75, 'premium', 2.35],
    ['heavy', 8.2, 'designer', 3.9],
  ];
  const sheets = [
    ...Object.keys(SIZES).map((name) => [name, casesOf(name)] as const),
    ['Prices', prices] as const,
  ];
  return zipSync(Object.fromEntries(parts(sheets).map(([path, xml]) => [path, strToU8(xml)])), {
    // The same bytes each time, so that a change of the file is a change of its content.
    mtime: new Date('2026-01-01T00:00:00Z'),
  });
}

function casesOf(sheet: string): readonly Row[] {
  const rows = (SIZES[sheet] ?? []).flatMap((area) =>
    Object.keys(PREP).flatMap((prep) =>
      Object.keys(PAINT).map((quality, at) => ({ area, prep, quality, coats: 1 + ((at + prep.length) % 3) })),
    ),
  );
  return [
    TITLES,
    ...rows.map(({ area, prep, quality, coats }, index) =>
      caseRow(sheet, index, { area, prep, quality, coats }),
    ),
  ];
}

function caseRow(
  sheet: string,
  index: number,
  {
    area,
    prep,
    quality,
    coats,
  }: { readonly area: number; readonly prep: string; readonly quality: string; readonly coats: number },
): Row {
  const row = index + 2;
  const taxUnits = [0, 825, 1000][index % 3] ?? 0;
  const preparation = perArea(PREP[prep] ?? 0, area);
  const paint = perArea((PAINT[quality] ?? 0) * coats, area);
  const labour = perArea(LABOUR * coats, area);
  const subtotal = preparation + paint + labour;
  const tax = halfUp(subtotal * taxUnits, 10_000);
  const money = (formula: string, cents: number): Cell => ({ formula, value: cents / 100 });
  return [
    `${sheet}-${row}`,
    `${quality} on ${prep}`,
    area,
    coats,
    prep,
    quality,
    taxUnits / 10_000,
    money(`ROUND(C${row}*VLOOKUP(E${row},Prices!A:B,2,FALSE),2)`, preparation),
    money(`ROUND(C${row}*D${row}*VLOOKUP(F${row},Prices!C:D,2,FALSE),2)`, paint),
    money(`ROUND(C${row}*D${row}*Prices!$E$2,2)`, labour),
    money(`H${row}+I${row}+J${row}`, subtotal),
    money(`ROUND(K${row}*G${row},2)`, tax),
    money(`K${row}+L${row}`, subtotal + tax),
  ];
}

function perArea(centsPerM2: number, area: number): number {
  return halfUp(centsPerM2 * Math.round(area * 100), 100);
}

/** Excel rounds halves away from zero; nothing here is negative. */
function halfUp(value: number, scale: number): number {
  return Math.floor((value * 2 + scale) / (2 * scale));
}

/** The parts of an Office Open XML workbook (ECMA-376 part 1), as few as Excel needs. */
function parts(
  sheets: readonly (readonly [name: string, rows: readonly Row[]])[],
): readonly (readonly [string, string])[] {
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const pack = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const numbered = sheets.map(([name, rows], index) => ({ name, rows, id: index + 1 }));
  return [
    [
      '[Content_Types].xml',
      `${head}<Types xmlns="${pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>${numbered.map(({ id }) => `<Override PartName="/xl/worksheets/sheet${id}.xml" ContentType="${type}.worksheet+xml"/>`).join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${head}<Relationships xmlns="${pack}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${numbered.map(({ name, id }) => `<sheet name="${name}" sheetId="${id}" r:id="rId${id}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${head}<Relationships xmlns="${pack}/relationships">${numbered.map(({ id }) => `<Relationship Id="rId${id}" Type="${office}/worksheet" Target="worksheets/sheet${id}.xml"/>`).join('')}</Relationships>`,
    ],
    ...numbered.map(
      ({ id, rows }) =>
        [
          `xl/worksheets/sheet${id}.xml`,
          `${head}<worksheet xmlns="${main}"><sheetData>${rows.map((row, at) => `<row r="${at + 1}">${row.map((cell, column) => cellXml(`${String.fromCharCode(65 + column)}${at + 1}`, cell)).join('')}</row>`).join('')}</sheetData></worksheet>`,
        ] as const,
    ),
  ];
}

function cellXml(at: string, cell: Cell): string {
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return `<c r="${at}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  return `<c r="${at}"><f>${cell.formula}</f><v>${cell.value}</v></c>`;
}
