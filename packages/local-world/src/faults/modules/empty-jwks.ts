/** The build publishes a key set without keys. */
import { rewriteAnswers } from './rewrite-responses.ts';

rewriteAnswers(
  (path) => path === '/.well-known/jwks.json',
  (answer) => {
    answer.status = 200;
    answer.body = '{"keys":[]}';
  },
);
