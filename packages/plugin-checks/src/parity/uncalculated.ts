/**
 * Finds formulas that nobody calculated. A program that writes a workbook leaves the value of a formula out (openpyxl, exceljs), or writes 0 and asks Excel to
 * calculate when it opens the file (XlsxWriter). Either way the file says nothing about what the formula gives.
 */
import { unzip } from './unzip.ts';

/** A formula without a value of its own. */
export interface Uncalculated {
  /** As Excel names it: `D3`. */
  readonly cell: string;
  /** From 0. */
  readonly column: number;
}

/** The uncalculated formulas of each sheet, by its name. */
export function uncalculatedIn(file: Buffer): ReadonlyMap<string, readonly Uncalculated[]> {
  const texts = unzip(file, (name) =>
    /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|worksheets\/)/.test(name),
  );
  const book = texts.get('xl/workbook.xml') ?? '';
  const asksForValues = /<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad="(?:1|true)"/.test(book);
  const targets = new Map(
    tags(texts.get('xl/_rels/workbook.xml.rels') ?? '', 'Relationship').map((tag) => [
      attribute(tag, 'Id'),
      attribute(tag, 'Target'),
    ]),
  );
  return new Map(
    tags(book, 'sheet').map((tag) => {
      const target = targets.get(attribute(tag, '[^\\s:"]+:id')) ?? '';
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      return [plain(attribute(tag, 'name')), uncalculated(texts.get(path) ?? '', asksForValues)] as const;
    }),
  );
}

const CELL = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g;

function uncalculated(sheet: string, asksForValues: boolean): readonly Uncalculated[] {
  return [...sheet.matchAll(CELL)].flatMap(([, head = '', inner = '']) => {
    if (!/<(?:\w+:)?f\b/.test(inner)) return [];
    const value = /<(?:\w+:)?v\b[^>]*>([^<]*)</.exec(inner)?.[1];
    // A formula that gives an empty text has an empty value, and says that it is a text.
    const isEmptyText = value === '' && attribute(head, 't') === 'str';
    const hasValue = isEmptyText || (value !== undefined && value !== '');
    const cell = attribute(head, 'r');
    return hasValue && !asksForValues ? [] : [{ cell, column: columnOf(cell) }];
  });
}

function tags(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\b[^>]*>`, 'g'))].map(([tag]) => tag);
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

/** `A` is 0, `AA` is 26. */
function columnOf(cell: string): number {
  const letters = /^[A-Z]+/.exec(cell)?.[0] ?? 'A';
  return letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function plain(text: string): string {
  const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replaceAll(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return names[name] ?? whole;
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return Number.isNaN(code) ? whole : String.fromCodePoint(code);
  });
}
