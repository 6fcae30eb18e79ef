/** Every page fails except those that the platform's own checks ask for, so that only somebody outside notices. */
import { isHealthPath, rewriteAnswers } from './rewrite-responses.ts';

rewriteAnswers(
  (path) => !isHealthPath(path) && path !== '/.well-known/jwks.json',
  (answer) => {
    answer.status = 500;
    answer.body = 'Internal Server Error';
    answer.headers.set('content-type', 'text/plain');
  },
);
