/** Typed evidence, for evidence that reports draw. Each kind has one name in the evidence of a check, one maker, one reader and one shape. */
import type { CheckResult } from '../words/check.ts';
import { wrongWith } from './shape.ts';
import type { Look } from './shape.ts';

/** The two sides of a kind of evidence. */
export interface EvidenceKind<T> {
  /** The members to spread into a check's evidence. */
  readonly make: (value: T) => CheckResult['evidence'];
  /** Reads the evidence of a check; undefined when it has none of this kind, or a value of another shape under that name. */
  readonly read: (check: Pick<CheckResult, 'evidence'>) => T | undefined;
}

/** A kind of evidence under its name. */
export function evidenceKind<T>(name: string, look: Look<T>): EvidenceKind<T> {
  return {
    make: (value) => ({ [name]: value }),
    read: ({ evidence }) => {
      const value = evidence[name];
      // The shape has checked every member of the type.
      return value !== undefined && wrongWith(look, value) === undefined ? (value as T) : undefined;
    },
  };
}
