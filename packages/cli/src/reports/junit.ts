/** A run as JUnit XML: one test case for each stage and each check. */
import type { CheckResult } from '@paintbox/deploy-core';
import type { RunRecord, StageRecord } from '@paintbox/deploy-core/run';
import { oneLine, printable } from '../printable.ts';

type Kind = 'failure' | 'error' | 'skipped';
interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly seconds: number;
  readonly result:
    | {
        readonly kind: Kind;
        /** An error code, or a verdict. */
        readonly type: string;
        readonly message: string;
        readonly body: string;
      }
    | undefined;
  readonly note: string;
}

/** The whole document. */
export function junitReport(record: RunRecord): string {
  const suites = [
    {
      name: `${record.pipeline} stages`,
      cases: record.stages.map((stage) => stageCase(record.pipeline, stage)),
    },
    { name: `${record.pipeline} checks`, cases: (record.checks ?? []).map((check) => checkCase(check)) },
  ].filter(({ cases }) => cases.length > 0);
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(`${record.app} ${record.environment}`)}" ${counts(all)} time="${record.durationMs / 1_000}">`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${attribute(name)}" ${counts(cases)} time="${total(cases)}" timestamp="${attribute(record.startedAt)}">`,
      ...properties(record),
      ...cases.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function stageCase(pipeline: string, stage: StageRecord): JunitCase {
  const message = stage.error === undefined ? stage.status : `${stage.error.code}: ${stage.error.message}`;
  const kinds: Readonly<Record<StageRecord['status'], Kind | undefined>> = {
    succeeded: undefined,
    undone: undefined,
    failed: 'failure',
    'undo-failed': 'error',
    skipped: 'skipped',
    cancelled: 'skipped',
    waiting: 'skipped',
    running: 'skipped',
  };
  const kind = kinds[stage.status];
  return {
    classname: pipeline,
    name: stage.name,
    seconds: stage.durationMs / 1_000,
    result:
      kind === undefined
        ? undefined
        : { kind, type: stage.error?.code ?? stage.status, message, body: stage.error?.hint ?? '' },
    note: stage.status === 'undone' ? 'its change was taken back' : '',
  };
}

function checkCase(check: CheckResult): JunitCase {
  // JUnit has no warnings: only a check that affects the verdict fails; others are noted.
  const isShown = check.critical || check.verdict === 'skip';
  const kinds: Readonly<Record<CheckResult['verdict'], Kind | undefined>> = {
    pass: undefined,
    warn: undefined,
    fail: 'failure',
    inconclusive: 'error',
    skip: 'skipped',
  };
  const kind = isShown ? kinds[check.verdict] : undefined;
  const body = [check.hint ?? '', JSON.stringify(check.evidence)].filter(Boolean).join('\n');
  return {
    classname: `checks.${check.id.split('.')[0] ?? check.id}`,
    name: `${check.id} ${check.target}`,
    seconds: 0,
    result: kind === undefined ? undefined : { kind, type: check.verdict, message: check.message, body },
    note: kind === undefined && check.verdict !== 'pass' ? `${check.verdict}: ${check.message}` : '',
  };
}

function caseLines(one: JunitCase): readonly string[] {
  const head = `    <testcase classname="${attribute(one.classname)}" name="${attribute(one.name)}" time="${one.seconds}"`;
  if (one.result === undefined && one.note === '') return [`${head}/>`];
  const { result } = one;
  return [
    `${head}>`,
    ...(result === undefined
      ? []
      : [
          `      <${result.kind} type="${attribute(result.type)}" message="${attribute(result.message)}">${content(result.body)}</${result.kind}>`,
        ]),
    ...(one.note === '' ? [] : [`      <system-out>${content(one.note)}</system-out>`]),
    '    </testcase>',
  ];
}

/** The id, address and note of the run, as properties. */
function properties({ runId, url, note }: RunRecord): readonly string[] {
  const known = Object.entries({ runId, url, note }).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const lines = known.map(
    ([name, value]) => `      <property name="${name}" value="${attribute(value ?? '')}"/>`,
  );
  return lines.length === 0 ? [] : ['    <properties>', ...lines, '    </properties>'];
}

function counts(cases: readonly JunitCase[]): string {
  const of = (kind: Kind): number => cases.filter(({ result }) => result?.kind === kind).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function total(cases: readonly JunitCase[]): number {
  return cases.reduce((sum, { seconds }) => sum + seconds, 0);
}

function attribute(text: string): string {
  return escaped(oneLine(text, 1_000)).replaceAll('"', '&quot;');
}

function content(text: string): string {
  return escaped(printable(text));
}

function escaped(text: string): string {
  // XML forbids lone surrogates and two code points, even when escaped.
  return text
    .toWellFormed()
    .replaceAll(/[\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
