/** flyctl's parser of `NAME=VALUE` lines, its traps included (see the contract, §2.6). */
import { FlyctlError } from './failure.ts';

/** Parses the lines; an error echoes the offending line, as the real one does. */
export function parseSecrets(input: string): Record<string, string> {
  const secrets: Record<string, string> = {};
  let open: { name: string; lines: string[] } | undefined;
  for (const line of input.split('\n')) {
    if (open) {
      const end = line.indexOf('"""');
      open.lines.push(end === -1 ? line : line.slice(0, end));
      if (end === -1) continue;
      secrets[open.name] = open.lines.join('\n');
      open = undefined;
      continue;
    }
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const equals = trimmed.indexOf('=');
    if (equals < 1) {
      throw new FlyctlError(
        `Failed to parse secrets from stdin: Secrets must be provided as NAME=VALUE pairs (${trimmed} is invalid)`,
      );
    }
    const name = trimmed.slice(0, equals).trim();
    const value = trimmed.slice(equals + 1);
    if (value.startsWith('"""')) open = { name, lines: [value.slice(3)] };
    else secrets[name] = unquoted(withoutComment(value).trim());
  }
  return secrets;
}

/** Cuts at a `#` that does not stand between double quotes; single quotes do not protect it. */
function withoutComment(value: string): string {
  let quotes = 0;
  for (let index = 0; index < value.length; index++) {
    if (value[index] === '"') quotes += 1;
    if (value[index] === '#' && quotes % 2 === 0) return value.slice(0, index);
  }
  return value;
}

function unquoted(value: string): string {
  const match = /^(["'])(.*)\1$/su.exec(value);
  return match?.[2] ?? value;
}
