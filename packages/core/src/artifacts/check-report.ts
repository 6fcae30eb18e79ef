/** The result of a suite, as an artifact. The release stage, the stable mark and the reports use it. */
import { artifact } from '../words/artifact.ts';
import type { Artifact } from '../words/artifact.ts';
import type { CheckReport, CheckResult, Verdict } from '../words/check.ts';
import { anything, codecOf, listOf, maybe, nullable, oneOf, shape, tableOf, text, yesOrNo } from './shape.ts';
import type { Look } from './shape.ts';

/** A verdict. */
export const verdict: Look<Verdict> = oneOf('pass', 'warn', 'fail', 'skip', 'inconclusive');

const checkResult: Look<CheckResult> = shape<CheckResult>({
  id: text,
  target: text,
  verdict,
  critical: yesOrNo,
  message: text,
  evidence: tableOf(anything),
  answeredBy: maybe(
    shape<Exclude<CheckResult['answeredBy'], undefined>>({
      version: nullable(text),
      machine: nullable(text),
    }),
  ),
  hint: maybe(text),
  shadow: maybe(oneOf(true)),
});

/** The result of the suite. */
export const checkReport: Artifact<'check-report', CheckReport> = artifact(
  'check-report',
  codecOf(shape<CheckReport>({ verdict, checks: listOf(checkResult) })),
);
