/** What happens when a machine's process ends. */
import type { File } from './file.ts';
import type { Report } from './finding.ts';
import { groupNames, matcher } from './groups.ts';
import { orNone } from './machine-config.ts';
import type { WantedConfig } from './machine-config.ts';
import { below } from './value.ts';

/** flyctl's words for the platform's. */
const POLICIES: Readonly<Record<string, string>> = {
  always: 'always',
  'on-failure': 'on-failure',
  never: 'no',
};

/** The policy of a group: the last that is for it. */
export function restartOf(file: File, group: string): WantedConfig['restart'] {
  const last = (file.restart ?? []).findLast(matcher(file, group));
  const policy = POLICIES[last?.policy ?? ''];
  return policy === undefined ? undefined : { policy, max_retries: orNone(last?.retries) };
}

/** Tells what flyctl refuses about [[restart]]. */
export function checkRestart(file: File, report: Report): void {
  const groups = groupNames(file);
  for (const [index, { policy = '', processes = [] }] of (file.restart ?? []).entries()) {
    const path = below('restart', index);
    if (!Object.hasOwn(POLICIES, policy)) {
      const what = policy === '' ? 'a [[restart]] has no policy' : `there is no restart policy '${policy}'`;
      report.problem(below(path, 'policy'), what, "write policy = 'always', 'on-failure' or 'never'");
    }
    for (const name of processes.filter((name) => !groups.includes(name))) {
      const what = `a [[restart]] is for process group '${name}', which does not exist`;
      report.problem(
        below(path, 'processes'),
        what,
        `use one of: ${groups.join(', ')}, or add it to [processes]`,
      );
    }
  }
}
