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

/** The verb of a number: `is` for one, `are` for others. */
export function isOrAre(count: number): 'is' | 'are' {
  return count === 1 ? 'is' : 'are';
}
