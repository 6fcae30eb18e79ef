/** Parses YAML as flyctl's library does: texts for yes, no, on and off, whole numbers of any size, octal with a leading zero. Also tells the lines of JSON, which is YAML. */
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node, ScalarTag } from 'yaml';
import type { LineOf } from './toml-lines.ts';
import { configSyntax } from '../errors.ts';
import { below } from './value.ts';

/** Whole numbers as Go reads them: a leading zero is octal, underscores are nothing; beyond 64 bits they are floats. */
const goInteger: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[\da-fA-F_]+|\d[\d_]*)$/,
  resolve(text) {
    const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
    const isOctal = /^0[0-7]+$/.test(digits);
    const isDecimal = /^(?:0|[1-9]\d*)$/.test(digits);
    if (!isOctal && !isDecimal && !/^0(?:b[01]+|o[0-7]+|x[\da-fA-F]+)$/.test(digits)) {
      return Number(text.replaceAll('_', ''));
    }
    const size = BigInt(isOctal ? `0o${digits}` : digits);
    const number = text.startsWith('-') ? -size : size;
    return BigInt.asIntN(64, number) === number || BigInt.asUintN(64, number) === number
      ? number
      : Number(number);
  },
};

// oxlint-disable-next-line no-control-regex -- what YAML does not allow
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

/**
 * The content of a YAML text.
 *
 * @throws DeployError `FLY_CONFIG_SYNTAX` with line and column; also for keys that are no texts, where flyctl stops with a panic.
 */
export function parseYaml(file: string, written: string): unknown {
  const text = written.replaceAll(/\r\n?/g, '\n');
  const lines = new LineCounter();
  const control = text.search(CONTROL);
  if (control !== -1) {
    const before = text.slice(0, control).split('\n');
    throw configSyntax(file, before.length, (before.at(-1)?.length ?? 0) + 1, 'a control character');
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    intAsBigInt: true,
    customTags: (tags) => [goInteger, 'timestamp', 'binary', 'merge', ...tags],
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw configSyntax(file, line, col, error.message.split('\n')[0] ?? 'it is no YAML');
  }
  refuseOtherKeys(file, document.contents, lines);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Merges and aliases are resolved only here.
    throw configSyntax(file, 1, 1, error instanceof Error ? error.message : 'an alias cannot be resolved');
  }
}

/** The lines of a YAML or JSON text, found when the first is asked for. */
export function yamlLines(text: string): LineOf {
  let lines: ReadonlyMap<string, number> | undefined;
  return (path) => {
    lines ??= linesOf(text);
    for (let near = path; near !== ''; near = near.replace(/(?:\[\d+\]|\.?[^.[\]]+)$/, '')) {
      const line = lines.get(near);
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

function linesOf(text: string): ReadonlyMap<string, number> {
  const counter = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: counter });
  const lines = new Map<string, number>();
  const walk = (node: unknown, path: string): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const inner = below(path, isScalar(key) ? String(key.value) : '');
        if (isScalar(key) && key.range) lines.set(inner, counter.linePos(key.range[0]).line);
        walk(value, inner);
      }
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) {
        const inner = below(path, index);
        const start = rangeOf(item);
        if (start !== undefined) lines.set(inner, counter.linePos(start).line);
        walk(item, inner);
      }
    }
  };
  walk(contents, '');
  return lines;
}

function refuseOtherKeys(file: string, node: unknown, lines: LineCounter): void {
  if (isSeq(node)) {
    for (const item of node.items) refuseOtherKeys(file, item, lines);
  }
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    const isText = isScalar(key) && (typeof key.value === 'string' || key.source === '<<');
    if (!isText) {
      const { line, col } = lines.linePos(rangeOf(key) ?? 0);
      throw configSyntax(file, line, col, 'a key is no text; put it in quotes');
    }
    refuseOtherKeys(file, value, lines);
  }
}

function rangeOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? (node as Node).range?.[0] : undefined;
}
