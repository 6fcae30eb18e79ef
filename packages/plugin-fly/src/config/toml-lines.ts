/** Finds the line of a value in a TOML file, because the parser does not keep it. A finding needs its line. */

/** The line of a path such as `http_service.checks[0].interval`, counted from 1; of its nearest parent when it has none of its own. */
export type LineOf = (path: string) => number | undefined;

const HEADER = /^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$/;
const KEY = /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=/;
const FENCES = /"""|'''/g;

/** The lines of a TOML text, found when the first is asked for. */
export function tomlLines(text: string): LineOf {
  let lines: ReadonlyMap<string, number> | undefined;
  return (path) => {
    lines ??= linesOf(text);
    for (let at = path; at !== ''; at = at.replace(/(?:\[\d+\]|\.?[^.[\]]+)$/, '')) {
      const line = lines.get(at) ?? lines.get(`${at}[0]`) ?? lines.get(at.replace('[0]', ''));
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

/** Reads headers and keys. */
function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table = '';
  let inString = false;
  for (const [index, line] of text.split('\n').entries()) {
    const fences = line.match(FENCES)?.length ?? 0;
    const wasInString = inString;
    if (fences % 2 === 1) inString = !inString;
    if (wasInString) continue;
    const header = HEADER.exec(line);
    const key = KEY.exec(line)?.[1];
    if (header !== null) {
      table = pathOfHeader(partsOf(header[2] ?? ''), header[1] === '[[', counts);
      set(lines, table, index + 1);
    } else if (key !== undefined) {
      set(lines, [table, ...partsOf(key)].filter((part) => part !== '').join('.'), index + 1);
    }
  }
  return lines;
}

/** `services.ports` below the second `[[services]]` is `services[1].ports[0]`. */
function pathOfHeader(parts: readonly string[], isList: boolean, counts: Map<string, number>): string {
  let path = '';
  for (const [index, part] of parts.entries()) {
    path = path === '' ? part : `${path}.${part}`;
    const isLast = index === parts.length - 1;
    if (isLast && isList) counts.set(path, (counts.get(path) ?? -1) + 1);
    const count = counts.get(path);
    if (count !== undefined) path = `${path}[${count}]`;
  }
  return path;
}

function partsOf(key: string): readonly string[] {
  return [...key.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

/** The first place counts: a path that stands twice is a mistake the parser tells of. */
function set(lines: Map<string, number>, path: string, line: number): void {
  if (!lines.has(path)) lines.set(path, line);
}
