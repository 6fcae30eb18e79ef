/** JSON for people: lists of plain values stay on one line, so that a hundred samples are not a hundred lines, and numbers are rounded. */

/** The value, indented by two. */
export function compactJson(value: unknown, indent: string = ''): string {
  if (typeof value === 'number') return JSON.stringify(rounded(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const parts = value.map((one) => compactJson(one, inner));
    if (value.every((one) => typeof one !== 'object' || one === null)) return `[${parts.join(', ')}]`;
    return lines('[', parts, ']', indent);
  }
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `${JSON.stringify(name)}: ${compactJson(one, inner)}`);
  return lines('{', members, '}', indent);
}

/** Four digits that count, or whole. The record has the exact number. */
function rounded(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4));
}

function lines(open: string, parts: readonly string[], close: string, indent: string): string {
  return parts.length === 0
    ? open + close
    : `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;
}
