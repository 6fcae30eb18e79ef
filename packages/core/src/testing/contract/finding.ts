/** The result of checking a rule. */

/** The rules of the contract, by name. */
export type StageRule =
  | 'name'
  | 'describe'
  | 'wiring'
  | 'plan'
  | 'run'
  | 'outputs'
  | 'read-only'
  | 'effects-awaited'
  | 'observe-before'
  | 'observe-after'
  | 'observe-after-lost-answer'
  | 'abort-at-start'
  | 'abort-in-wait'
  | 'abort-in-effect'
  | 'undo-twice'
  | 'undo-without-outputs'
  | 'secrets';

/** One rule, and whether the stage keeps it. */
export interface RuleFinding {
  readonly rule: StageRule;
  readonly status: 'kept' | 'broken' | 'skipped';
  /** What was seen, or why the rule could not be checked; empty for a rule that is kept. */
  readonly message: string;
}

/** The stage keeps the rule. */
export function kept(rule: StageRule): RuleFinding {
  return { rule, status: 'kept', message: '' };
}

/** The stage breaks it. */
export function broken(rule: StageRule, message: string): RuleFinding {
  return { rule, status: 'broken', message };
}

/** The options are not enough to check it. */
export function skipped(rule: StageRule, why: string): RuleFinding {
  return { rule, status: 'skipped', message: why };
}

/** Broken, with all problems together; kept when there is none. */
export function judged(rule: StageRule, problems: readonly string[]): RuleFinding {
  return problems.length === 0 ? kept(rule) : broken(rule, problems.join(', and '));
}
