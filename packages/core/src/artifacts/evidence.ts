/** Evidence that somebody else than its maker works with: one kind has one name in the evidence of a check, one maker and one reader, and both know the same shape. */
import type { CheckResult } from '../words/check.ts';
import { wrongWith } from './shape.ts';
import type { Look } from './shape.ts';

/** The two sides of a kind of evidence. */
export interface EvidenceKind<T> {
  /** The members to spread into a check's evidence. */
  readonly make: (value: T) => CheckResult['evidence'];
  /** What a check carries; undefined when it carries none, or something else under that name. */
  readonly read: (check: Pick<CheckResult, 'evidence'>) => T | undefined;
}

/** A kind of evidence under its name. */
export function evidenceKind<T>(name: string, look: Look<T>): EvidenceKind<T> {
  return {
    make: (value) => ({ [name]: value }),
    read: ({ evidence }) => {
      const value = evidence[name];
      // Every member of the type was looked at.
      return value !== undefined && wrongWith(look, value) === undefined ? (value as T) : undefined;
    },
  };
}
