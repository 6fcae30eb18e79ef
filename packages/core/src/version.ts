/** The version of this package, as journals and our-bug reports name it. */
import { readFileSync } from 'node:fs';

let known: string | undefined;

/** `major.minor.patch` of `@paintbox/deploy-core`. It is read only when needed: an app that bundles a part of this package then starts without our package.json. */
export function coreVersion(): string {
  known ??= (
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
  ).version;
  return known;
}
