import { timesUnits, toAmount } from './money.ts';
import { labourCentsPerM2, paintCentsPerM2, prepCentsPerM2, type Prep, type Quality } from './rates.ts';
import { areaScale, taxScale, type Area, type Job } from './read-job.ts';

/** The price of one area. Amounts are in the currency, each rounded to the cent; `total` is the sum of the three before it. */
export type EstimateLine = {
  readonly name: string;
  readonly areaM2: number;
  readonly coats: number;
  readonly prep: Prep;
  readonly preparation: number;
  readonly paint: number;
  readonly labour: number;
  readonly total: number;
};

/** A priced job. The columns add up: `subtotal` is the sum of the lines, `total` is `subtotal` plus `tax`. */
export type Estimate = {
  readonly currency: 'USD';
  readonly quality: Quality;
  readonly lines: readonly EstimateLine[];
  readonly subtotal: number;
  readonly taxRate: number;
  readonly tax: number;
  readonly total: number;
};

/** Prices a job. Each amount is rounded where a customer reads it, and sums are sums of what was read. */
export function priceJob(job: Job): Estimate {
  const priced = job.areas.map((area) => priceArea(area, job.quality));
  const subtotalCents = priced.reduce((sum, { totalCents }) => sum + totalCents, 0);
  const taxCents = timesUnits(subtotalCents, job.taxUnits, taxScale);
  return {
    currency: 'USD',
    quality: job.quality,
    lines: priced.map(({ line }) => line),
    subtotal: toAmount(subtotalCents),
    taxRate: job.taxUnits / taxScale,
    tax: toAmount(taxCents),
    total: toAmount(subtotalCents + taxCents),
  };
}

function priceArea(
  area: Area,
  quality: Quality,
): { readonly line: EstimateLine; readonly totalCents: number } {
  const { name, sizeCentiM2, coats, prep } = area;
  const preparation = timesUnits(prepCentsPerM2[prep], sizeCentiM2, areaScale);
  const paint = timesUnits(paintCentsPerM2[quality] * coats, sizeCentiM2, areaScale);
  const labour = timesUnits(labourCentsPerM2 * coats, sizeCentiM2, areaScale);
  const totalCents = preparation + paint + labour;
  const line = {
    name,
    areaM2: sizeCentiM2 / areaScale,
    coats,
    prep,
    preparation: toAmount(preparation),
    paint: toAmount(paint),
    labour: toAmount(labour),
    total: toAmount(totalCents),
  };
  return { line, totalCents };
}
