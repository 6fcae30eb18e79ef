/**
 * Every check that failed or warned, as SARIF 2.1.0 (OASIS), for code scanning.
 * An inconclusive check is a notification of the run, not a finding: no data does not mean that all is well.
 */
import { createHash } from 'node:crypto';
import { docsPage } from '@paintbox/deploy-core/run';
import type { CheckResult } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { oneLine } from '../printable.ts';
import { cliVersion } from '../version.ts';
import { checkHelp } from './check-help.ts';

/** GitHub refuses a file with more runs ("SARIF support for code scanning", limits). */
const MOST_RUNS = 20;

/** The SARIF log, with a run for each group of checks; undefined for a record without checks. */
export function sarifReport(record: RunRecord): string | undefined {
  const checks = (record.checks ?? []).filter(({ verdict }) => verdict !== 'skip');
  const groups = [...Map.groupBy(checks, ({ id }) => id.split('.')[0] ?? '')];
  if (groups.length === 0) return undefined;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: groups.slice(0, MOST_RUNS).map(([group, asked]) => sarifRun(record, group, asked)),
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** A group of its own, because an upload closes the alerts of its category that it does not name: what was not asked must stay open. */
function sarifRun(record: RunRecord, group: string, checks: readonly CheckResult[]): object {
  const found = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn');
  const ruleIds = [...new Set(checks.map(({ id }) => id))];
  return {
    tool: {
      driver: {
        name: 'paintbox-deploy',
        semanticVersion: cliVersion(),
        informationUri: docsPage(''),
        rules: ruleIds.map((id) => rule(id, checks)),
      },
    },
    // Code scanning compares runs of one category. The part after the last slash identifies the run.
    automationDetails: { id: `${record.app}/${record.environment}/${words(group)}/${record.runId}` },
    invocations: [
      {
        executionSuccessful: checks.every(({ verdict }) => verdict !== 'inconclusive'),
        startTimeUtc: record.startedAt,
        endTimeUtc: record.endedAt,
        toolExecutionNotifications: checks
          .filter(({ verdict }) => verdict === 'inconclusive')
          .map((check) => notification(check, ruleIds)),
      },
    ],
    results: found.map((check) => finding(check, ruleIds)),
    ...provenance(record),
    ...(record.note === undefined ? {} : { properties: { note: oneLine(record.note) } }),
  };
}

/** The commit that the run worked on, where its page says which repository it is in. */
function provenance({ source = {} }: RunRecord): object {
  const { commit, commitUrl } = source;
  const repositoryUri = commitUrl?.replace(/\/(?:-\/)?commit\/[^/]*$/, '');
  if (commit === undefined || repositoryUri === undefined || repositoryUri === commitUrl) return {};
  return { versionControlProvenance: [{ repositoryUri, revisionId: commit.replace(/\+$/, '') }] };
}

function rule(id: string, checks: readonly CheckResult[]): object {
  const hint = checks.find((check) => check.id === id)?.hint;
  return {
    id,
    shortDescription: { text: `${id} is as it should be` },
    helpUri: checkHelp(id),
    ...(hint === undefined ? {} : { help: { text: words(hint) } }),
  };
}

function finding(check: CheckResult, ruleIds: readonly string[]): object {
  const { id, target, verdict, critical, message, hint, answeredBy } = check;
  return {
    ruleId: id,
    ruleIndex: ruleIds.indexOf(id),
    level: verdict === 'fail' ? 'error' : 'warning',
    message: { text: words(hint === undefined ? message : `${message}. Do: ${hint}`) },
    locations: [location(target)],
    // The same problem at the same place stays one alert, even when its message changes.
    partialFingerprints: { 'checkAndTarget/v1': fingerprint(id, target) },
    properties: { critical, evidence: check.evidence, ...(answeredBy === undefined ? {} : { answeredBy }) },
  };
}

function notification({ id, target, message }: CheckResult, ruleIds: readonly string[]): object {
  return {
    level: 'warning',
    message: { text: words(message) },
    associatedRule: { id, index: ruleIds.indexOf(id) },
    locations: [location(target)],
  };
}

/** Only an address becomes a URI; other targets become names, because SARIF needs a URI here. */
function location(target: string): object {
  return URL.canParse(target)
    ? { physicalLocation: { artifactLocation: { uri: new URL(target).href } } }
    : { logicalLocations: [{ name: words(target) }] };
}

function fingerprint(id: string, target: string): string {
  return createHash('sha256')
    .update(JSON.stringify([id, target]))
    .digest('hex')
    .slice(0, 32);
}

function words(text: string): string {
  return oneLine(text.toWellFormed(), 2_000);
}
