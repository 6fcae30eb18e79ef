/** What is worth doing after the first release of an app. A later one needs no such words. */
import { typed } from '@paintbox/deploy-core/run';
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { ClosingContext } from './next-commands.ts';

/** The next steps, each a command and why. Empty after any other run than the first release. */
export function firstSteps(record: RunRecord, { commandLine, note }: ClosingContext): readonly string[] {
  const isFirst = record.release !== undefined && record.previous === undefined;
  if (!isFirst || record.exitCode !== 0 || record.rollback !== undefined) return [];
  const steps = [['history', 'this release, and what proves it'] as const];
  // A place with a note is made of emulators: nobody deploys there from CI.
  const more = note === undefined ? [['init --github', 'deploy from CI'] as const] : [];
  return [...steps, ...more].map(([words, why]) => `${typed(words, commandLine)}  (${why})`);
}
