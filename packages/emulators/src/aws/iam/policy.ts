// The IAM policy documents the emulator supports. It refuses all others: a policy that cannot be
// evaluated correctly must neither grant nor deny anything.

/** A value or a list of values, as IAM allows nearly everywhere. */
export type OneOrMore<T> = T | readonly T[];

/** One statement of an identity-based policy. */
export interface PolicyStatement {
  readonly Sid?: string | undefined;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore<string> | undefined;
  readonly NotAction?: OneOrMore<string> | undefined;
  readonly Resource?: OneOrMore<string> | undefined;
  readonly NotResource?: OneOrMore<string> | undefined;
  /** Operator → key → values, for example `{ StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } }`. */
  readonly Condition?:
    | Readonly<Record<string, Readonly<Record<string, OneOrMore<string | boolean>>>>>
    | undefined;
}

/** An IAM policy document, written as in the AWS console. */
export interface PolicyDocument {
  readonly Version?: string | undefined;
  readonly Id?: string | undefined;
  readonly Statement: OneOrMore<PolicyStatement>;
}

const statementKeys = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const conditionOperator =
  /^(?:ForAnyValue:)?(?:String(?:Not)?(?:Equals|Like)|Arn(?:Not)?(?:Equals|Like)|Bool|Null)(?:IfExists)?$/;

/** One sentence for each part of `policy` that the emulator cannot evaluate; empty for a usable policy. */
export function policyProblems(policy: unknown): string[] {
  if (!isObject(policy)) return ['policy must be a policy document (an object with Statement)'];
  const statements = toList(policy['Statement']);
  if (statements.length === 0) return ['policy.Statement must hold at least one statement'];
  return statements.flatMap((statement, index) =>
    statementProblems(statement).map((problem) => `policy.Statement[${index}]${problem}`),
  );
}

/** One value, a list, or nothing, as a list. */
export function toList<T>(value: OneOrMore<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

function statementProblems(statement: unknown): string[] {
  if (!isObject(statement)) return [' must be an object'];
  const problems = Object.keys(statement)
    .filter((key) => !statementKeys.has(key))
    .map((key) => `.${key} is not supported in an identity-based policy here`);
  if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') {
    problems.push('.Effect must be Allow or Deny');
  }
  for (const [key, opposite] of [
    ['Action', 'NotAction'],
    ['Resource', 'NotResource'],
  ] as const) {
    if ((statement[key] === undefined) === (statement[opposite] === undefined)) {
      problems.push(` must have either ${key} or ${opposite}`);
    }
    const values = toList(statement[key] ?? statement[opposite]);
    if (values.some((value) => typeof value !== 'string')) problems.push(`.${key} must be text`);
    if (values.some((value) => String(value).includes('${'))) {
      problems.push(`.${key} uses a policy variable, which the emulator does not evaluate`);
    }
  }
  return [...problems, ...conditionProblems(statement['Condition'])];
}

function conditionProblems(condition: unknown): string[] {
  if (condition === undefined) return [];
  if (!isObject(condition)) return ['.Condition must be an object'];
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!conditionOperator.test(operator))
      return [`.Condition.${operator} is not an operator the emulator evaluates`];
    if (!isObject(keys)) return [`.Condition.${operator} must be an object of keys and values`];
    const values = Object.values(keys).flatMap((value) => toList(value));
    const usable = values.every((value) => typeof value === 'string' || typeof value === 'boolean');
    return usable ? [] : [`.Condition.${operator} must compare with text or booleans`];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
