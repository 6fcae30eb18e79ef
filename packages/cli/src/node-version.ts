/** The oldest Node that runs TypeScript configs without flags. Kept free of newer syntax and imports, because old Nodes read this file. */

const OLDEST = [22, 18] as const;

/** What to tell a person whose Node is too old; undefined when it is new enough. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return [
    `error CLI_NODE_TOO_OLD: this is Node ${version}; paintbox-deploy needs Node ${OLDEST.join('.')} or newer`,
    '  do    run it through pnpm, which brings its own Node (pnpm exec paintbox-deploy …), or install Node 24 from https://nodejs.org',
    '',
  ].join('\n');
}
