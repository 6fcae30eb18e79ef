/** Reads from the sources how the message of each code looks: the text that its maker gives, with `…` for the values. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript-6';

/** The message of each code whose maker writes it in place. */
export async function messagesOf(root: string): Promise<ReadonlyMap<string, string>> {
  const messages = new Map<string, string>();
  const files = (await Array.fromAsync(glob('packages/*/src/**/*.ts', { cwd: root }))).toSorted();
  for (const file of files) {
    const source = ts.createSourceFile(
      file,
      await readFile(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
    );
    const visit = (node: ts.Node): void => {
      const made = ts.isCallExpression(node) ? madeBy(node) : undefined;
      if (made !== undefined && !messages.has(made[0])) messages.set(...made);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return messages;
}

/** Makers take the code first and the message second: `coreErrors.error('CODE', …)`, `usage('CODE', …)`, `problem('CODE', …)`. */
function madeBy({
  arguments: given,
}: ts.CallExpression): readonly [code: string, message: string] | undefined {
  const [code, message] = given;
  if (
    code === undefined ||
    !ts.isStringLiteral(code) ||
    !/^[A-Z][A-Z0-9]*_[A-Z0-9_]+$|^CANCELLED$/.test(code.text)
  ) {
    return undefined;
  }
  const text = message === undefined ? undefined : textOf(message);
  return text === undefined || !/[a-z]{3}/.test(text) ? undefined : [code.text, text];
}

function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => `…${literal.text}`)].join('');
}
