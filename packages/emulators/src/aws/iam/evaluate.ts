// Decides one request against one identity-based policy: an explicit Deny wins, then an Allow, else the request is denied.

import { toList } from './policy.ts';
import type { PolicyDocument, PolicyStatement } from './policy.ts';

/** Condition keys and their values in a request; a key without value is absent. Keys compare without case. */
export type ConditionContext = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One action on one resource. */
export interface PolicyQuestion {
  /** For example `secretsmanager:GetSecretValue`. */
  readonly action: string;
  /** An ARN, or `*` for actions that have no resource. */
  readonly resource: string;
  readonly conditions: ConditionContext;
}

/** The outcome of an evaluation. */
export type Decision = 'allowed' | 'implicit-deny' | 'explicit-deny';

/** The decision of `policy` on `question`. */
export function evaluatePolicy(policy: PolicyDocument, question: PolicyQuestion): Decision {
  const matching = toList(policy.Statement).filter((statement) => statementMatches(statement, question));
  if (matching.some((statement) => statement.Effect === 'Deny')) return 'explicit-deny';
  return matching.length > 0 ? 'allowed' : 'implicit-deny';
}

function statementMatches(
  statement: PolicyStatement,
  { action, resource, conditions }: PolicyQuestion,
): boolean {
  const namesAction = (pattern: string) => matchesPattern(action.toLowerCase(), pattern.toLowerCase());
  const namesResource = (pattern: string) => matchesPattern(resource, pattern);
  return (
    (statement.Action === undefined || toList(statement.Action).some(namesAction)) &&
    !toList(statement.NotAction).some(namesAction) &&
    (statement.Resource === undefined || toList(statement.Resource).some(namesResource)) &&
    !toList(statement.NotResource).some(namesResource) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) =>
        conditionHolds(operator, valuesOf(conditions, key), toList(wanted).map(String)),
      ),
    )
  );
}

function conditionHolds(operator: string, actual: readonly string[], wanted: readonly string[]): boolean {
  const [, name = '', ifExists = ''] = /^(?:ForAnyValue:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') return wanted.includes(String(actual.length === 0));
  const negated = name.includes('Not');
  // A missing key satisfies only negated operators and those that end in IfExists.
  if (actual.length === 0) return negated || ifExists !== '';
  const equal = comparison(name);
  return actual.some((value) => wanted.some((pattern) => equal(value, pattern))) !== negated;
}

function comparison(operator: string): (value: string, wanted: string) => boolean {
  if (operator === 'Bool') return (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
  // Arn operators treat wildcards alike, whether they say Equals or Like.
  if (operator.startsWith('Arn') || operator.endsWith('Like')) return matchesPattern;
  return (value, wanted) => value === wanted;
}

function valuesOf(conditions: ConditionContext, key: string): readonly string[] {
  return Object.entries(conditions)
    .filter(([name]) => name.toLowerCase() === key.toLowerCase())
    .flatMap(([, value]) => toList(value));
}

function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
