/** The version of this package, and the Node it needs. Imports almost nothing, because `--version` must be fast. */
import { readFileSync } from 'node:fs';

/** The version in package.json, which is beside both `src` and `dist`. */
export function cliVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
