/** `health`: the app reports that it is healthy. */
import type { CheckResult } from '@paintbox/deploy-core';
import { isGood } from '../http/http.ts';
import type { Answer } from '../http/http.ts';
import { isObject, parseJson } from '../http/parse-object.ts';
import { visitPath } from '../suite/probe.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { evidenceOf, result, unanswered } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import { shown } from '../suite/witness.ts';

/** Reads the health document. */
export async function health(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const path = tools.settings.endpoints.health;
  const { answer, by, tries } = await visitPath(target, tools, path, { inBody: true });
  const finding = judge(answer);
  return [result('health', target.url + path, { ...finding, evidence: { ...finding.evidence, tries }, by })];
}

function judge(answer: Answer): Finding {
  const missing = unanswered(answer);
  if (missing !== undefined) return missing;
  const evidence = evidenceOf(answer);
  if (!isGood(answer)) {
    const hint = 'look at the logs of the machines: the app itself says that it is not well';
    return { verdict: 'fail', message: `health answered with status ${answer.status}`, evidence, hint };
  }
  // 204 has no body, so it cannot be JSON.
  const document = answer.status === 204 ? undefined : parseJson(answer.body);
  if (isObject(document)) return judgeDocument(document['status'], evidence);
  if (answer.status !== 204 && /\bjson\b/i.test(answer.headers['content-type'] ?? '')) {
    const message = `health says it is JSON, but is not a JSON object`;
    return { verdict: 'warn', message, evidence, hint: 'answer with { "status": "healthy" }' };
  }
  const message = `status ${answer.status} without a JSON document: nothing more is known about its health`;
  return { verdict: 'pass', message, evidence };
}

function judgeDocument(status: unknown, seen: Readonly<Record<string, unknown>>): Finding {
  if (typeof status !== 'string') {
    const message = "the health document has no text 'status'";
    return { verdict: 'warn', message, evidence: seen, hint: 'answer with { "status": "healthy" }' };
  }
  const evidence = { ...seen, healthStatus: status.slice(0, 60) };
  const message = `health says ${shown(status)}`;
  return status === 'healthy' || status === 'ok'
    ? { verdict: 'pass', message, evidence }
    : {
        verdict: 'warn',
        message,
        evidence,
        hint: `find out what the app means by it; 'healthy' and 'ok' pass`,
      };
}
