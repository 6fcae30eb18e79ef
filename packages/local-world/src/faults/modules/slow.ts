/** Every answer takes three seconds, health checks excepted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { interceptRequests, isHealthPath } from './rewrite-responses.ts';

interceptRequests(async (path) => {
  if (!isHealthPath(path)) await sleep(3000);
});
