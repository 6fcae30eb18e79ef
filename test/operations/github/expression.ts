/** Expressions of a workflow, evaluated by GitHub's own parser. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionInfo } from '@actions/expressions/funcs/info';

/** What an expression can see: `needs`, `steps`, `vars`, … */
export type Contexts = Readonly<Record<string, unknown>>;

/** How things stand, for `success()` and its kin. */
export type Status = 'success' | 'failure' | 'cancelled';

/** Fills in every `${{ … }}` of a text. */
export function filledIn(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_all, inner: string) =>
    evaluate(inner, contexts).coerceString(),
  );
}

/** Whether an `if:` holds. Without a status function in it, everything before must have succeeded. */
export function holds(condition: string | undefined, contexts: Contexts, status: Status): boolean {
  const text = (condition ?? 'success()').replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1');
  const asked = /\b(success|failure|cancelled|always)\(\)/.test(text) ? text : `success() && (${text})`;
  return isTrue(evaluate(asked, contexts, status));
}

function evaluate(text: string, contexts: Contexts, status: Status = 'success'): data.ExpressionData {
  const functions = ['success', 'failure', 'cancelled', 'always'].map(
    (name): FunctionInfo & { call: () => data.BooleanData } => ({
      name,
      minArgs: 0,
      maxArgs: 0,
      call: () => new data.BooleanData(name === 'always' || name === status),
    }),
  );
  const names = Object.keys(contexts);
  const { tokens } = new Lexer(text.trim()).lex();
  const parsed = new Parser(tokens, names, functions).parse();
  const known = new data.Dictionary(...names.map((key) => ({ key, value: dataOf(contexts[key]) })));
  return new Evaluator(parsed, known, new Map(functions.map((each) => [each.name, each]))).evaluate();
}

function dataOf(value: unknown): data.ExpressionData {
  return JSON.parse(JSON.stringify(value ?? {}), data.reviver) as data.ExpressionData;
}

function isTrue(value: data.ExpressionData): boolean {
  return !['', 'false', '0'].includes(value.coerceString().toLowerCase());
}
