import { problem, shown, type KeyProblem } from './problem.ts';

/** One problem for each kid that several keys have. Values that are not strings are reported elsewhere. */
export function duplicateKids(kids: readonly unknown[]): readonly KeyProblem[] {
  const repeated = new Set(
    kids.filter((kid, index) => typeof kid === 'string' && kids.indexOf(kid) !== index),
  );
  const hint = 'Give each key its own kid; verifiers refuse to choose.';
  return [...repeated].map((kid) =>
    problem('JWK_DUPLICATE_KID', `The kid ${shown(kid)} names more than one key`, hint),
  );
}
