/** Builds check results from an id and a finding. The id decides whether the check is critical. */
import type { CheckResult, Verdict } from '@paintbox/deploy-core';
import { isCritical } from './check-ids.ts';
import type { CheckId } from './check-ids.ts';
import type { CustomCheck } from './custom-check.ts';
import type { AnswerErrorKind } from '../http/error-kind.ts';
import type { Answer } from '../http/http.ts';
import type { Sighting } from './witness.ts';

/** What one check found. */
export interface Finding {
  readonly verdict: Verdict;
  readonly message: string;
  readonly evidence?: Readonly<Record<string, unknown>> | undefined;
  readonly hint?: string | undefined;
  /** The build that answered. Another build than expected turns a passing verdict into `inconclusive`. */
  readonly by?: Sighting | undefined;
}

/** The result of a check. An answer of another build never counts for the expected one. */
export function result(id: CheckId, target: string, finding: Finding): CheckResult {
  const { by } = finding;
  const disowned = by?.stranger !== undefined && (finding.verdict === 'pass' || finding.verdict === 'warn');
  return {
    id,
    target,
    critical: isCritical(id),
    verdict: disowned ? 'inconclusive' : finding.verdict,
    message: disowned ? `${by.stranger}; of that one: ${finding.message}` : finding.message,
    evidence: finding.evidence ?? {},
    ...(by === undefined ? {} : { answeredBy: { version: by.version, machine: by.machine } }),
    ...hintOf(disowned ? OTHER_BUILD_HINT : finding.hint),
  };
}

/** The result of a check that the config added. */
export function plainResult(check: CustomCheck, target: string, finding: Finding): CheckResult {
  return {
    id: check.id,
    target,
    critical: check.critical,
    verdict: finding.verdict,
    message: finding.message,
    evidence: finding.evidence ?? {},
    ...hintOf(finding.hint),
  };
}

/** The finding for an answer that did not come or was cut off; undefined for a complete one. */
export function unanswered(answer: Answer): Finding | undefined {
  if (answer.error === undefined) return undefined;
  const { kind, message } = answer.error;
  const doubtful = kind === 'dns' || kind === 'unreachable' || kind === 'not-asked';
  return {
    verdict: doubtful ? 'inconclusive' : 'fail',
    message: `no usable answer (${kind}): ${message}`,
    evidence: evidenceOf(answer),
    hint: HINTS[kind],
  };
}

/** The evidence from an answer, without its body, which may contain secrets. */
export function evidenceOf(answer: Answer): Readonly<Record<string, unknown>> {
  return {
    status: answer.status,
    durationMs: answer.durationMs,
    contentType: answer.headers['content-type'] ?? null,
    bodyLength: answer.body.length,
    ...(answer.redirectedTo === undefined ? {} : { redirectedTo: answer.redirectedTo }),
    ...(answer.error === undefined ? {} : { error: answer.error }),
  };
}

const OTHER_BUILD_HINT =
  'find out why the edge still routes to another build: old machines that were not stopped, or a cache in front';

const HINTS: Readonly<Record<AnswerErrorKind, string>> = {
  dns: 'check the address, the DNS records, and that this machine can resolve names',
  refused: 'look at the logs of the machines: nothing listens on this port',
  unreachable: 'check the network of this machine first: the address cannot be reached from here',
  tls: 'look at the tls checks: clients refuse this connection too',
  timeout: 'look at the logs of the machines: they accept requests but do not answer in time',
  reset: 'look at the logs of the machines: the connection was cut, a crash often looks like this',
  'too-large': 'this endpoint should answer with a short document: check what it sends',
  'not-asked': 'look at the message: the machine could not be asked, which says nothing about the app',
  other: 'ask the address with curl -v: the answer is not proper HTTP',
};

function hintOf(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}
