/** Reads the head of an HTTP answer as programs print it. */

/** A status and its headers, in the order they came. */
export interface Head {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
}

const STATUS = /^HTTP\/\d(?:\.\d)? +(\d{3})(?: |$)/;

/** Reads one head; undefined when the first line is no status. A line that is no header is left out. */
export function readHead(lines: readonly string[]): Head | undefined {
  const [first = '', ...rest] = lines;
  const status = STATUS.exec(first.trim())?.[1];
  if (status === undefined) return undefined;
  const headers = rest.flatMap((line) => {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim();
    return colon < 1 || /\s/.test(name) ? [] : [[name, line.slice(colon + 1).trim()] as const];
  });
  return { status: Number(status), headers };
}

/** The first head that is an answer (1xx are not) and the text after it, of text that starts with a head. */
export function splitAnswer(text: string): { readonly head: Head; readonly rest: string } | undefined {
  let from = 0;
  for (;;) {
    const blank = /\r?\n\r?\n/g;
    blank.lastIndex = from;
    const end = blank.exec(text);
    if (end === null) return undefined;
    const head = readHead(text.slice(from, end.index).split(/\r?\n/));
    if (head === undefined) return undefined;
    from = blank.lastIndex;
    if (head.status >= 200) return { head, rest: text.slice(from) };
  }
}

/** The first head that is an answer, in lines that are indented among other lines, as wget prints them. */
export function findHead(text: string): Head | undefined {
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    if (!/^ +HTTP\//.test(lines[at] ?? '')) continue;
    let end = at + 1;
    while (/^ +[^\s:]+:/.test(lines[end] ?? '')) end++;
    const head = readHead(lines.slice(at, end));
    if (head !== undefined && head.status >= 200) return head;
    at = end - 1;
  }
  return undefined;
}
