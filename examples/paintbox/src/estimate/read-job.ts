import type { RequestProblem } from '../http/problem-response.ts';
import { toUnits } from './money.ts';
import { paintCentsPerM2, prepCentsPerM2, type Prep, type Quality } from './rates.ts';

/** One area to paint. */
export type Area = {
  readonly name: string;
  /** Hundredths of a square metre. */
  readonly sizeCentiM2: number;
  readonly coats: number;
  readonly prep: Prep;
};

/** A job as it was asked for, in exact units. */
export type Job = {
  readonly areas: readonly Area[];
  readonly quality: Quality;
  /** Ten-thousandths: 825 is 8.25 %. */
  readonly taxUnits: number;
};

/** Ten-thousandths per one, the scale of tax rates. */
export const taxScale = 10_000;
/** Hundredths per one, the scale of areas. */
export const areaScale = 100;

const limits = { areas: 100, areaM2: 10_000, coats: 4, taxRate: 0.5 };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the body of an estimate request:
 * `{ "areas": [{ "name"?, "areaM2", "coats"? = 2, "prep"? = "none" }], "quality"? = "standard", "taxRate"? = 0 }`.
 * Answers with the job or with every problem of the body at once.
 */
export function readJob(body: unknown): Job | { readonly problems: readonly RequestProblem[] } {
  const problems: RequestProblem[] = [];
  const report = (code: string, path: string, message: string): undefined => {
    problems.push({ code, path, message });
    return undefined;
  };
  if (!isFields(body)) {
    report('NOT_AN_OBJECT', '', 'The body must be a JSON object');
    return { problems };
  }
  reportUnknown(body, ['areas', 'quality', 'taxRate'], '', report);
  const areas = readAreas(body['areas'], report);
  const quality = readChoice(body['quality'] ?? 'standard', paintCentsPerM2, 'quality', report);
  const taxUnits = readUnits(
    body['taxRate'] ?? 0,
    'taxRate',
    { scale: taxScale, most: limits.taxRate, zero: true },
    report,
  );
  return problems.length > 0 || quality === undefined || taxUnits === undefined
    ? { problems }
    : { areas, quality, taxUnits };
}

type Report = (code: string, path: string, message: string) => undefined;

function readAreas(value: unknown, report: Report): readonly Area[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > limits.areas) {
    report('BAD_LIST', 'areas', `'areas' must be a list of 1 to ${limits.areas} areas`);
    return [];
  }
  return value.flatMap((entry, index) => readArea(entry, index, report) ?? []);
}

function readArea(value: unknown, index: number, report: Report): Area | undefined {
  const path = `areas[${index}]`;
  if (!isFields(value)) return report('NOT_AN_OBJECT', path, 'An area must be an object');
  reportUnknown(value, ['name', 'areaM2', 'coats', 'prep'], `${path}.`, report);
  const name = value['name'] ?? `Area ${index + 1}`;
  if (typeof name !== 'string' || name.trim() === '' || name.length > 80) {
    report('BAD_TEXT', `${path}.name`, 'A name must be a text of 1 to 80 characters');
  }
  const size = { scale: areaScale, most: limits.areaM2, zero: false };
  const sizeCentiM2 = readUnits(value['areaM2'], `${path}.areaM2`, size, report);
  const coats = readUnits(
    value['coats'] ?? 2,
    `${path}.coats`,
    { scale: 1, most: limits.coats, zero: false },
    report,
  );
  const prep = readChoice(value['prep'] ?? 'none', prepCentsPerM2, `${path}.prep`, report);
  if (typeof name !== 'string' || sizeCentiM2 === undefined || coats === undefined || prep === undefined)
    return undefined;
  return { name, sizeCentiM2, coats, prep };
}

type UnitRules = { readonly scale: number; readonly most: number; readonly zero: boolean };

function readUnits(value: unknown, path: string, rules: UnitRules, report: Report): number | undefined {
  const { scale, most, zero } = rules;
  if (value === undefined) return report('MISSING', path, 'This number is needed');
  if (typeof value !== 'number' || !Number.isFinite(value))
    return report('NOT_A_NUMBER', path, 'This must be a number');
  if (value < 0 || (value === 0 && !zero) || value > most) {
    return report('OUT_OF_RANGE', path, `This must be ${zero ? 'from 0' : 'more than 0'} up to ${most}`);
  }
  const decimals = Math.log10(scale);
  const allowed =
    decimals === 0 ? 'This must be a whole number' : `This may have ${decimals} decimals at most`;
  return toUnits(value, scale) ?? report('TOO_PRECISE', path, allowed);
}

function readChoice<Name extends string>(
  value: unknown,
  choices: Readonly<Record<Name, number>>,
  path: string,
  report: Report,
): Name | undefined {
  const chosen = (Object.keys(choices) as Name[]).find((name) => name === value);
  return chosen ?? report('UNKNOWN_CHOICE', path, `This must be one of ${Object.keys(choices).join(', ')}`);
}

/** A misspelt member would otherwise fall back to its default, and the price with it. */
function reportUnknown(fields: Fields, known: readonly string[], prefix: string, report: Report): void {
  for (const name of Object.keys(fields)) {
    if (known.includes(name)) continue;
    report('UNKNOWN_MEMBER', `${prefix}${name.slice(0, 40)}`, `Known here: ${known.join(', ')}`);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
