/** Reads from the sources which texts a message of each code is made of: what its maker writes, with `…` for the values. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript-6';

/** What the sources say. */
export interface Templates {
  /** The texts that stand beside a code, where its maker writes the message in place. */
  readonly byCode: ReadonlyMap<string, readonly string[]>;
  /** Every text of three words or more. A message that is handed on as a value holds one of them. */
  readonly all: ReadonlySet<string>;
}

const known = new Map<string, Promise<Templates>>();

/** Reads all packages, once. */
export function templatesOf(root: string): Promise<Templates> {
  const templates = known.get(root) ?? read(root);
  known.set(root, templates);
  return templates;
}

async function read(root: string): Promise<Templates> {
  const byCode = new Map<string, readonly string[]>();
  const all = new Set<string>();
  const files = (await Array.fromAsync(glob('packages/*/{src/**/*.ts,bin.cjs}', { cwd: root }))).toSorted();
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8');
    const visit = (node: ts.Node): void => {
      for (const one of textsOf(node)) if (wordsOf(one) >= 3) all.add(one);
      const [code, texts] = ts.isCallExpression(node) ? madeBy(node) : [undefined, []];
      if (code !== undefined && texts.length > 0) byCode.set(code, [...(byCode.get(code) ?? []), ...texts]);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  }
  return { byCode, all };
}

/** True when a message can come from the sources: it fits a text that stands beside its code, or else holds any text of three words. */
export function isMade(code: string, message: string, { byCode, all }: Templates): boolean {
  const beside = byCode.get(code);
  if (beside?.some((text) => pattern(text, 'whole').test(message)) === true) return true;
  // Beside some codes stands only one of several makers; the others are given their message as a value.
  return all.values().some((text) => pattern(text, 'part').test(message));
}

/** Makers take the code first and the message second: `coreErrors.error('CODE', …)`, `usage('CODE', …)`, `problem('CODE', …)`. */
function madeBy({ arguments: given }: ts.CallExpression): readonly [string | undefined, readonly string[]] {
  const [code, message] = given;
  const isCode =
    code !== undefined &&
    ts.isStringLiteral(code) &&
    /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$|^CANCELLED$/.test(code.text);
  if (!isCode || message === undefined) return [undefined, []];
  return [code.text, textsOf(message).filter((text) => wordsOf(text) > 0)];
}

function textsOf(node: ts.Node): readonly string[] {
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(textsOf);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isTemplateExpression(node)) return [];
  // The executable prints its one error by itself.
  const text = [node.head.text, ...node.templateSpans.map(({ literal }) => `…${literal.text}`)].join('');
  return [text.replace(/^error [A-Z_]+: /, '')];
}

function wordsOf(text: string): number {
  return text.match(/[a-z]{2,}/gi)?.length ?? 0;
}

function pattern(text: string, fits: 'whole' | 'part'): RegExp {
  const inner = text
    .split('…')
    .map((part) => RegExp.escape(part))
    .join('.*');
  return new RegExp(fits === 'whole' ? `^${inner}$` : inner, 's');
}
