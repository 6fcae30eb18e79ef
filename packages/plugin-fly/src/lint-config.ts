/** Finds in a config file what flyctl accepts and the platform then refuses or reads in its own way: each with its line, the reason, and what to do. */
import type { DeployError } from '@paintbox/deploy-core';
import { noLines } from './config-lines.ts';
import type { LineOf } from './config-lines.ts';
import { configRule } from './errors.ts';
import type { FlyConfig } from './fly-config.ts';
import { checks, processes, volumes } from './lint-groups.ts';
import { bareDurations, environment, limits, tablesForFlags, unknownKeys } from './lint-values.ts';

/** Something that cannot work. */
export interface ConfigProblem {
  /** Where: `http_service.checks[0].interval`; empty for the whole file. */
  readonly path: string;
  /** What was seen, and why it cannot work. */
  readonly what: string;
  readonly hint: string;
}

/** Every problem of a config in the order of the file, so that all can be fixed at once. */
export function lintConfig(
  file: string,
  config: FlyConfig,
  lineOf: LineOf = noLines,
): readonly DeployError[] {
  return [
    ...volumes(config),
    ...checks(config),
    ...processes(config),
    ...bareDurations(config),
    ...tablesForFlags(config),
    ...limits(config),
    ...unknownKeys(config),
    ...environment(config),
  ]
    .map((problem) => ({ ...problem, line: lineOf(problem.path) }))
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ what, hint, line }) => configRule(line === undefined ? file : `${file}:${line}`, what, hint));
}
