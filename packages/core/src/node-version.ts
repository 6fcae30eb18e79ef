/**
 * The first import of every door: on a Node that is too old it throws one sentence, before anything fails on what that Node lacks.
 * Kept free of newer syntax and of imports, because an old Node reads this file.
 */

/** The same as `engines` in package.json. */
const OLDEST = [22, 18] as const;

const version = process.versions.node;
const [major = 0, minor = 0] = version.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  throw new Error(
    `@paintbox/deploy-core needs Node ${OLDEST.join('.')} or newer, and this is Node ${version}: install Node 24 from https://nodejs.org`,
  );
}
