/** The version of this package, as journals and our-bug reports name it. */
import { readFileSync } from 'node:fs';

/** `major.minor.patch` of `@paintbox/deploy-core`. */
export const CORE_VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
