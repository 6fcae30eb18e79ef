/** The build publishes a private member, `d`, with every key. */
import { rewriteAnswers } from './rewrite-responses.ts';

rewriteAnswers(
  (path) => path === '/.well-known/jwks.json',
  (answer) => {
    const set = JSON.parse(answer.body) as { keys?: Record<string, unknown>[] };
    const d = Buffer.from('this-would-be-a-private-exponent').toString('base64url');
    answer.body = JSON.stringify({ ...set, keys: (set.keys ?? []).map((key) => ({ ...key, d })) });
  },
);
