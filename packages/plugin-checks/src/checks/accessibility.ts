/** `accessibility`: the front page answers. */
import { counted } from '@paintbox/deploy-core/run';
import type { CheckResult } from '@paintbox/deploy-core';
import { follow } from '../http/follow.ts';
import type { Followed } from '../http/follow.ts';
import { isGood } from '../http/http.ts';
import { visit } from '../suite/probe.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { evidenceOf, result, unanswered } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';

/** Asks the front page, following redirects within the site. */
export async function accessibility(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const url = target.url + tools.settings.endpoints.home;
  const { value, by, tries } = await visit(
    tools,
    () => follow(tools.http, url),
    (followed) => followed.answer,
  );
  const finding = judge(value);
  const evidence = { ...finding.evidence, hops: value.hops, tries };
  return [result('accessibility', url, { ...finding, evidence, by })];
}

function judge({ answer, hops, stopped }: Followed): Finding {
  const evidence = evidenceOf(answer);
  if (stopped !== undefined) {
    return {
      verdict: 'fail',
      message: `the page redirects without end or away (${stopped}): ${answer.redirectedTo ?? ''}`,
      evidence,
      hint: 'correct the redirect, or set endpoints.home to a page that answers',
    };
  }
  const missing = unanswered(answer);
  if (missing !== undefined) return missing;
  if (!isGood(answer)) {
    return {
      verdict: 'fail',
      message: `the page answered with status ${answer.status}`,
      evidence,
      hint: 'look at the logs of the machines for this request',
    };
  }
  // A page of nothing is what a crash while it is made looks like.
  if (answer.body.trim() === '' && /\bhtml\b/i.test(answer.headers['content-type'] ?? '')) {
    return {
      verdict: 'warn',
      message: `the page answered with status ${answer.status}, and is empty`,
      evidence,
      hint: 'look at the page, and at the logs of the machines for this request',
    };
  }
  const after = hops.length === 0 ? '' : ` after ${counted(hops.length, 'redirect')}`;
  return { verdict: 'pass', message: `the page answered with status ${answer.status}${after}`, evidence };
}
