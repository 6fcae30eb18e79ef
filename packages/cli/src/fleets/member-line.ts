/** How commands are typed for one member of a fleet. */
import type { CommandLine } from '@paintbox/deploy-core/run';

/** True for an app whose name can stand in a shell as it is. */
export function isPlainName(app: string): boolean {
  return /^[\w.-]+$/.test(app);
}

/** With the member's app: without it, a command would be about the app of the config. */
export function memberLine({ program, flags }: CommandLine, app: string): CommandLine {
  return isPlainName(app) ? { program: `FLY_APP=${app} ${program}`, flags } : { program, flags };
}
