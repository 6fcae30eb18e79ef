/** The price list. Every amount is in whole cents per square metre. */

/** How much work a surface needs before the first coat. */
export type Prep = 'none' | 'light' | 'heavy';

/** Which paint is used. */
export type Quality = 'standard' | 'premium' | 'designer';

/** Sanding, filling and priming. */
export const prepCentsPerM2: Readonly<Record<Prep, number>> = { none: 0, light: 275, heavy: 820 };

/** Paint for one coat. */
export const paintCentsPerM2: Readonly<Record<Quality, number>> = {
  standard: 145,
  premium: 235,
  designer: 390,
};

/** Work for one coat. */
export const labourCentsPerM2 = 460;
