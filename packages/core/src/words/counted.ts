/** Numbers with their nouns. */

/**
 * A number with its noun, in the singular for one.
 *
 * @example
 * counted(1, 'change'); // '1 change'
 * counted(3, 'critical check'); // '3 critical checks'
 */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
