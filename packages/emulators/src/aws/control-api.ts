// The emulator's own HTTP paths under /_emulator, for processes that did not start it. They need no signature: every process that can
// reach loopback is trusted, except web pages.

import type { AwsFault } from './faults.ts';
import { parseFault } from './faults.ts';
import { jsonReply } from './http-server.ts';
import type { HttpReply } from './http-server.ts';
import type { LoggedRequest } from './request-log.ts';
import type { SignedRequest } from './sigv4.ts';

/** The functions behind the paths. */
export interface EmulatorControl {
  readonly account: string;
  readonly region: string;
  /** Registers a user and returns its ARN; throws when the user is not valid. */
  putUser(user: unknown): string;
  /** Creates a bucket; throws when the name is not valid. */
  putBucket(name: string): void;
  addFault(fault: AwsFault): void;
  clearFaults(): void;
  requests(): readonly LoggedRequest[];
}

const prefix = '/_emulator/';

/** The answer to a request under /_emulator; undefined for a request to AWS. */
export function serveControl(request: SignedRequest, control: EmulatorControl): HttpReply | undefined {
  const { pathname } = new URL(request.target, 'http://localhost');
  if (!pathname.startsWith(prefix)) return undefined;
  // Browsers send Origin with every request that could change something.
  if (request.headers.origin !== undefined) return problem(403, 'Requests from web pages are refused.');
  const route = routes.get(`${request.method} ${pathname.slice(prefix.length)}`);
  if (route === undefined) {
    return problem(
      404,
      `There is no ${request.method} ${pathname}; there are: ${[...routes.keys()].join(', ')}.`,
    );
  }
  try {
    return jsonReply(200, route(control, request.body.toString()));
  } catch (error) {
    return problem(400, error instanceof Error ? error.message : String(error));
  }
}

type ControlRoute = (control: EmulatorControl, body: string) => unknown;

const routes: ReadonlyMap<string, ControlRoute> = new Map<string, ControlRoute>([
  [
    'GET health',
    ({ account, region }) => ({
      status: 'ok',
      emulator: 'aws',
      note: 'A test double of AWS Secrets Manager, STS and parts of S3 and CloudWatch. Nothing here is AWS.',
      account,
      region,
    }),
  ],
  ['POST users', (control, body) => ({ arn: control.putUser(JSON.parse(body)) })],
  [
    'POST buckets',
    (control, body) => {
      control.putBucket((JSON.parse(body) as { readonly name: string }).name);
      return {};
    },
  ],
  [
    'POST faults',
    (control, body) => {
      control.addFault(parseFault(JSON.parse(body)));
      return {};
    },
  ],
  [
    'DELETE faults',
    (control) => {
      control.clearFaults();
      return {};
    },
  ],
  ['GET requests', (control) => ({ requests: control.requests() })],
]);

function problem(status: number, error: string): HttpReply {
  return jsonReply(status, { error });
}
