// A test double of GitHub's deployments API, which records where a commit was deployed, and the result.
import { jsonReply, startHttpServer } from '../aws/http-server.ts';
import type { HttpAnswer } from '../aws/http-server.ts';
import { ServiceFaults, answered } from './faults.ts';
import type { ServiceFault } from './faults.ts';

type Body = Readonly<Record<string, unknown>>;

/** A deployment with its statuses, oldest first. */
export interface GithubDeployment extends Body {
  readonly id: number;
  readonly statuses: readonly Body[];
}

/** A running test double. */
export interface GithubEmulator {
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  /** The deployments, oldest first, with their statuses. */
  deployments(): readonly GithubDeployment[];
  /** Adds a fault for the next calls. */
  addFault(fault: ServiceFault): void;
  /** Stops listening. */
  close(): Promise<void>;
}

const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'];

/** Starts a test double of the deployments API on loopback. */
export async function startGithubEmulator(): Promise<GithubEmulator> {
  const token = 'ghs_a-token-of-the-emulator';
  const repository = 'team/paintbox';
  const deployments: { id: number; statuses: Body[]; [name: string]: unknown }[] = [];
  const faults = new ServiceFaults();
  const fail = (status: number, message: string): HttpAnswer => jsonReply(status, { message });

  function answer(
    method: string,
    url: URL,
    authorization: string | undefined,
    body: Body | undefined,
  ): HttpAnswer {
    if (authorization !== `Bearer ${token}`) return fail(401, 'Bad credentials');
    const path = url.pathname.replace(`/repos/${repository}/deployments`, '');
    if (path === url.pathname) return fail(404, 'Not Found');
    if (body === undefined) return fail(400, 'Problems parsing JSON');
    if (path === '') return method === 'POST' ? create(body) : list(url.searchParams);
    const deployment = deployments.find(({ id }) => path === `/${id}/statuses`);
    if (deployment === undefined) return fail(404, 'Not Found');
    if (method === 'GET') return jsonReply(200, deployment.statuses.toReversed());
    if (!STATES.includes(String(body['state']))) return fail(422, 'Validation Failed: state');
    const description = body['description'] ?? '';
    if (typeof description !== 'string' || description.length > 140)
      return fail(422, 'Validation Failed: description');
    deployment.statuses.push(body);
    return jsonReply(201, { ...body, id: deployment.statuses.length });
  }

  function create(body: Body): HttpAnswer {
    if (typeof body['ref'] !== 'string' || body['ref'] === '') return fail(422, 'Validation Failed: ref');
    // Without this, the real service waits for every commit status to be green, that of the running job included.
    if (!Array.isArray(body['required_contexts'])) return fail(409, 'Conflict: Commit status checks failed');
    const deployment = { ...body, id: deployments.length + 1, statuses: [] };
    deployments.push(deployment);
    return jsonReply(201, { ...body, id: deployment.id });
  }

  function list(query: URLSearchParams): HttpAnswer {
    const found = deployments.filter((each) => each['environment'] === query.get('environment'));
    return jsonReply(200, found.map(({ statuses: _left, ...rest }) => rest).toReversed());
  }

  const server = await startHttpServer({
    port: 0,
    commonHeaders: () => ({ server: 'emulator of GitHub: a test double' }),
    answer({ method, target, headers, body }) {
      const url = new URL(target, 'http://github.invalid');
      return answered(faults.take(url.pathname), () =>
        answer(method, url, headers['authorization'], parsed(body.toString())),
      );
    },
  });
  return {
    apiUrl: server.url,
    token,
    repository,
    deployments: () => deployments.slice(),
    addFault: (fault) => faults.add(fault),
    close: () => server.close(),
  };
}

function parsed(body: string): Body | undefined {
  try {
    return body === '' ? {} : (JSON.parse(body) as Body);
  } catch {
    return undefined;
  }
}
