/** The build says that it is another one, in its header and in its health answer. */
import { isHealthPath, rewriteAnswers } from './rewrite-responses.ts';

const wrong = 'some-other-build';

rewriteAnswers(
  () => true,
  (answer, path) => {
    if (answer.headers.has('x-paintbox-build')) answer.headers.set('x-paintbox-build', wrong);
    if (!isHealthPath(path) || !answer.headers.get('content-type')?.includes('json')) return;
    const health = JSON.parse(answer.body) as Record<string, unknown>;
    if ('build' in health) answer.body = JSON.stringify({ ...health, build: wrong });
  },
);
