import type { Context } from 'hono';
import { problemResponse } from '../http/problem-response.ts';
import { priceJob } from './price-job.ts';
import { readJob } from './read-job.ts';

/** `POST /api/estimate`: the price of a job, or 400 with everything that is wrong with the question. */
export async function estimate(context: Context): Promise<Response> {
  let body: unknown;
  try {
    body = JSON.parse(await context.req.text());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return problemResponse({ status: 400, code: 'BODY_NOT_JSON', message: 'The body is not JSON' });
  }
  const job = readJob(body);
  if ('problems' in job) {
    const { problems } = job;
    return problemResponse({
      status: 400,
      code: 'ESTIMATE_INVALID',
      message: 'The job cannot be priced',
      problems,
    });
  }
  return Response.json(priceJob(job), { headers: { 'cache-control': 'no-store' } });
}
