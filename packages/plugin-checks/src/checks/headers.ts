/** `headers.*`: the front page tells browsers how to protect its users. */
import type { CheckResult } from '@paintbox/deploy-core';
import { idsOf } from '../suite/check-ids.ts';
import type { CheckId } from '../suite/check-ids.ts';
import { judgeCsp } from './judge-csp.ts';
import { follow } from '../http/follow.ts';
import { isGood } from '../http/http.ts';
import { visit } from '../suite/probe.ts';
import type { Target, Tools } from '../suite/probe.ts';
import { result } from '../suite/result.ts';
import type { Finding } from '../suite/result.ts';
import type { Sighting } from '../suite/witness.ts';

type Headers = Readonly<Record<string, string>>;

/** Judges the headers of the page itself, never those of a redirect or an error page. */
export async function headers(target: Target, tools: Tools): Promise<readonly CheckResult[]> {
  const url = target.url + tools.settings.endpoints.home;
  const { answer, by } = await visit(
    tools,
    () => follow(tools.http, url),
    (followed) => followed.answer,
  );
  if (!isGood(answer)) {
    const message = `there was no page to look at (${answer.error?.message ?? `status ${answer.status}`})`;
    return idsOf('headers').map((id) => result(id, url, { verdict: 'inconclusive', message, by }));
  }
  const isSecure = target.url.startsWith('https:');
  const findings: readonly (readonly [CheckId, Finding])[] = [
    ['headers.hsts', isSecure ? judgeHsts(answer.headers) : NOT_SECURE],
    ['headers.csp', judgeCsp(answer.headers['content-security-policy'] ?? '')],
    ['headers.content-type-options', judgeNosniff(answer.headers)],
    ['headers.frame-options', judgeFraming(answer.headers)],
    ['headers.referrer-policy', judgeReferrer(answer.headers)],
    ['headers.permissions-policy', judgePresent(answer.headers, 'permissions-policy', 'geolocation=()')],
  ];
  const judged = findings.map(([id, finding]) => result(id, answer.url, { ...finding, by }));
  return [
    ...judged,
    result('headers.regression', answer.url, { ...judgeRegression(judged, target, by), by }),
  ];
}

/** The release is blamed for a header that it removed, not for one that was never there. */
function judgeRegression(
  judged: readonly CheckResult[],
  { baseline }: Target,
  { stranger }: Sighting,
): Finding {
  if (baseline === undefined) return { verdict: 'skip', message: 'nobody looked at the release before' };
  if (baseline.missing !== null) return { verdict: 'skip', message: baseline.missing };
  const seen = Object.values(baseline.headers).filter((verdict) => verdict === 'pass' || verdict === 'warn');
  if (seen.length === 0) {
    const message = 'nothing was seen of the headers of the release before';
    return { verdict: 'inconclusive', message, evidence: { before: baseline.headers } };
  }
  if (stranger !== undefined) return { verdict: 'inconclusive', message: stranger };
  const lost = judged.filter(({ id, verdict }) => baseline.headers[id] === 'pass' && verdict !== 'pass');
  const evidence = { before: baseline.headers, lost: lost.map(({ id }) => id) };
  return lost.length === 0
    ? { verdict: 'pass', message: 'no protection of the release before is gone', evidence }
    : {
        verdict: 'fail',
        message: `the release before had more: ${lost.map(({ message }) => message).join('; ')}`,
        evidence,
        hint: 'send again what the release before sent, or leave headers.regression out for this release',
      };
}

const NOT_SECURE: Finding = {
  verdict: 'skip',
  message: 'browsers ignore Strict-Transport-Security without https',
};

function judgePresent(seen: Headers, name: string, example: string): Finding {
  const value = seen[name]?.trim() ?? '';
  return value === '' ? lacking(seen, name, `${name} is missing`, example) : sent(name, value);
}

/** Accepts only policies that tell other sites the origin at most. */
function judgeReferrer(seen: Headers): Finding {
  const name = 'referrer-policy';
  const value = seen[name]?.trim().toLowerCase() ?? '';
  // Browsers use the last value in the list that they know.
  const word = value.split(',').at(-1)?.trim() ?? '';
  const example = 'strict-origin-when-cross-origin';
  if (value === '') return lacking(seen, name, `${name} is missing`, example);
  return [
    'no-referrer',
    'same-origin',
    'strict-origin',
    'strict-origin-when-cross-origin',
    'origin-when-cross-origin',
  ].includes(word)
    ? sent(name, value)
    : lacking(seen, name, `${name} is '${value}', which tells others whole addresses`, example);
}

/** Half a year: the HTTP Observatory gives full points from here on. */
const SHORTEST_HSTS_S = 15_768_000;

function judgeHsts(seen: Headers): Finding {
  const name = 'strict-transport-security';
  const example = 'max-age=31536000; includeSubDomains';
  const value = seen[name] ?? '';
  if (value === '') return lacking(seen, name, `${name} is missing`, example);
  const seconds = Number(/(?:^|;)\s*max-age\s*=\s*"?(\d+)/i.exec(value)?.[1] ?? 0);
  if (seconds >= SHORTEST_HSTS_S) return sent(name, value);
  const time = seconds === 0 ? 'no time at all' : `${Math.floor(seconds / 86_400)} days only`;
  return lacking(seen, name, `${name} is '${value}', which protects for ${time}`, example);
}

function judgeNosniff(seen: Headers): Finding {
  const name = 'x-content-type-options';
  const value = seen[name] ?? '';
  // Of several values browsers take the first (Fetch, "determine nosniff").
  if (value.split(',')[0]?.trim().toLowerCase() === 'nosniff') return sent(name, value);
  const what = value === '' ? 'missing' : `'${value}', which browsers ignore`;
  return lacking(seen, name, `${name} is ${what}`, 'nosniff');
}

function judgeFraming(seen: Headers): Finding {
  const policy = seen['content-security-policy'] ?? '';
  if (/(?:^|[;,])\s*frame-ancestors\s/i.test(policy)) return sent('content-security-policy', policy);
  const name = 'x-frame-options';
  const value = seen[name] ?? '';
  if (value === '') {
    return lacking(seen, name, 'neither frame-ancestors nor x-frame-options is sent', 'DENY');
  }
  // A header sent twice arrives joined by commas. Browsers ignore it unless both values are equal.
  const words = new Set(value.split(',').map((word) => word.trim().toLowerCase()));
  const [word] = words;
  return words.size === 1 && (word === 'deny' || word === 'sameorigin')
    ? sent(name, value)
    : lacking(seen, name, `${name} is '${value}', which browsers ignore`, 'DENY');
}

function sent(name: string, value: string): Finding {
  return { verdict: 'pass', message: `${name} is sent`, evidence: { [name]: value.slice(0, 500) } };
}

function lacking(seen: Headers, name: string, message: string, example: string): Finding {
  return {
    verdict: 'warn',
    message,
    evidence: { [name]: seen[name] ?? null },
    hint: `send ${name}: ${example}`,
  };
}
