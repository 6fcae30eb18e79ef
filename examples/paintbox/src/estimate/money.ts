/**
 * Exact arithmetic on money: amounts are whole cents, quantities whole hundredths or ten-thousandths. Floating point numbers
 * exist only in JSON, where 12.35 is read as 1235 hundredths and 1235 cents are written as 12.35.
 */

/** Reads a decimal number as a whole number of `1 / scale`; undefined when it has more digits than that. */
export function toUnits(value: number, scale: number): number | undefined {
  const units = Math.round(value * scale);
  // The product of a double and a power of ten is off by far less than this, a further digit by far more.
  return Math.abs(value * scale - units) < 1e-6 && Number.isSafeInteger(units) ? units : undefined;
}

/** `amount * quantity / scale` in whole cents, half a cent rounded up. All three are whole and not negative. */
export function timesUnits(amountCents: number, quantityUnits: number, scale: number): number {
  return Math.floor((2 * amountCents * quantityUnits + scale) / (2 * scale));
}

/** Cents as an amount of the currency: the nearest number to it, which JSON writes with at most two decimals. */
export function toAmount(cents: number): number {
  return cents / 100;
}
