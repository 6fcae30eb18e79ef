/** `jwks.keys`: the served set by the rules that the stored one is judged by. */
import { counted } from '@paintbox/deploy-core/run';
import { judgeKeySet, LARGEST_KEY_SET_BYTES } from '@paintbox/deploy-core/keys';
import type { JwkProblem } from '@paintbox/deploy-core/keys';
import type { Answer } from '../http/http.ts';
import { isObject, parseObject } from '../http/parse-object.ts';
import type { Finding } from '../suite/result.ts';
import { evidenceOf } from '../suite/result.ts';

const LOOK = 'run: `paintbox-deploy keys check`, and look at what the endpoint makes of the stored keys';
const LEAKED = 'treat the key as leaked: rotate it, and publish only public members';

/**
 * Judges the set in an answer as verifiers read it. `needed` are the published kids: tokens are signed with them, so it matters if verifiers pass over one. Messages
 * name members and never show their values.
 */
export function judgeSet(answer: Answer, needed: readonly string[] = []): Finding {
  const evidence = evidenceOf(answer);
  const root = parseObject(answer.body);
  const keys = root?.['keys'];
  if (!Array.isArray(keys)) {
    const message = "the answer is not a key set: no JSON object with a list of 'keys'";
    return { verdict: 'fail', message, evidence, hint: LOOK };
  }
  const sizeBytes = Buffer.byteLength(answer.body);
  if (sizeBytes > LARGEST_KEY_SET_BYTES) {
    const message = `the key set has ${sizeBytes} bytes, more than the ${LARGEST_KEY_SET_BYTES} that make sense`;
    return { verdict: 'fail', message, evidence, hint: LOOK };
  }
  const { usable, problems, notes } = judgeKeySet({ ...root, keys }, { needed });
  // Members that verifiers ignore harm nobody.
  const warnings = notes.filter(({ code }) => code !== 'JWK_UNKNOWN_MEMBER');
  const kids = keys.flatMap((key: unknown) => kidOf(key));
  const all = { ...evidence, kids, problems: messages(problems), warnings: messages(warnings) };
  if (problems.length > 0) {
    const hint = problems.some(({ code }) => code === 'JWK_PRIVATE_MEMBER') ? LEAKED : LOOK;
    return { verdict: 'fail', message: messages(problems).join('; '), evidence: all, hint };
  }
  if (warnings.length > 0) {
    const hint = [...new Set(warnings.map((one) => one.hint))].join(' ');
    return { verdict: 'warn', message: messages(warnings).join('; '), evidence: all, hint };
  }
  return { verdict: 'pass', message: counted(usable.length, 'usable public key'), evidence: all };
}

function messages(problems: readonly JwkProblem[]): readonly string[] {
  return problems.map(({ message }) => message);
}

function kidOf(key: unknown): readonly string[] {
  const kid = isObject(key) ? key['kid'] : undefined;
  return typeof kid === 'string' ? [kid.slice(0, 100)] : [];
}
