/** GitHub's deployments API: a deployment for each run and for each wave of a fleet, found again by the run's id, and a status for each change. */
import type { Attempt, ChannelContext, Connection } from './channel.ts';
import { cleanLine } from '../notices/clean-text.ts';
import { notifyRefused } from '../errors.ts';
import { call, isAnswer, refusal } from './http.ts';
import type { Notice } from '../notices/notice.ts';
import { SENT } from '../delivery/outcome.ts';
import type { Outcome } from '../delivery/outcome.ts';

/** The settings of a deployment. */
export interface DeploymentsOptions {
  readonly name: string;
  readonly context: ChannelContext;
  /** `…/repos/OWNER/NAME/deployments` */
  readonly url: string;
  readonly token: () => string;
  readonly ref: string;
  readonly logUrl: string | undefined;
}

type CallResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly outcome: Outcome };
type State = 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

/** A connection that keeps one deployment for each run, or wave. */
export function githubDeployments(options: DeploymentsOptions): Connection {
  const { name, context, url, ref, logUrl } = options;
  const made = async (
    method: 'GET' | 'POST',
    address: string,
    body: object | undefined,
    signal: AbortSignal,
  ): Promise<CallResult> => {
    const result = await call({
      channel: name,
      method,
      url: address,
      headers: {
        authorization: `Bearer ${options.token()}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
      env: context.env,
    });
    if (!isAnswer(result)) return { ok: false, outcome: result };
    const outcome = refusal(name, result);
    if (outcome !== undefined) return { ok: false, outcome };
    try {
      return { ok: true, value: JSON.parse(result.text) as unknown };
    } catch {
      return {
        ok: false,
        outcome: { status: 'failed', error: notifyRefused(name, 'an answer that is no JSON') },
      };
    }
  };
  /** The deployment of the run or the wave: the known one, a found one, or a new one. */
  const deploymentOf = async (notice: Notice, { signal }: Attempt): Promise<number | Outcome> => {
    const key = `notify/${name}/deployments/${nameOf(notice)}`;
    const known = await context.state.read(key);
    if (known !== undefined) return Number(known.value);
    const query = new URLSearchParams({ environment: environmentOf(notice), per_page: '30' }).toString();
    // Look for a deployment that was made before its id could be stored.
    const listed = await made('GET', `${url}?${query}`, undefined, signal);
    const found = listed.ok
      ? asDeployments(listed.value).find(({ payload }) => deployedBy(payload) === nameOf(notice))
      : undefined;
    let id = found?.id;
    if (id === undefined) {
      const created = await made('POST', url, deployment(notice, ref), signal);
      if (!created.ok) return created.outcome;
      ({ id } = created.value as Deployment);
    }
    await context.state.create(key, String(id)).catch(() => false);
    return id;
  };
  return {
    // Sending a status twice changes nothing.
    idempotent: true,
    starts: true,
    waves: true,
    async send(notice, attempt) {
      if (notice.kind === 'sample') {
        // The sample makes no deployment. It only tests the right to list deployments.
        const looked = await made('GET', `${url}?per_page=1`, undefined, attempt.signal);
        return looked.ok ? SENT : looked.outcome;
      }
      const state = stateOf(notice);
      if (state === undefined) return SENT;
      const id = await deploymentOf(notice, attempt);
      if (typeof id !== 'number') return id;
      const body = {
        state,
        description: cleanLine(notice.title, 140),
        environment: environmentOf(notice),
        // A fleet has many addresses.
        ...(notice.kind === 'fleet' ? {} : { environment_url: notice.run.url }),
        auto_inactive: state === 'success',
        ...(logUrl === undefined ? {} : { log_url: logUrl }),
      };
      const said = await made('POST', `${url}/${id}/statuses`, body, attempt.signal);
      return said.ok ? SENT : said.outcome;
    },
  };
}

interface Deployment {
  readonly id: number;
  readonly payload?: unknown;
}

/** The waves of a fleet follow one another in an environment of their own: `production/shops`. */
function environmentOf({ kind, run }: Notice): string {
  return kind === 'fleet' ? `${run.environment}/${run.app}` : run.environment;
}

/** What a deployment is found by. */
function nameOf({ run, wave }: Notice): string {
  return wave === undefined ? run.id : `${run.id}.${wave}`;
}

function deployment(notice: Notice, ref: string): object {
  const { run, wave } = notice;
  const what = wave === undefined ? `${run.pipeline} of ${run.app}` : `wave ${wave} of ${run.app}`;
  return {
    ref,
    environment: environmentOf(notice),
    task: run.pipeline.replaceAll(' ', '-'),
    description: cleanLine(what, 140),
    // Merge nothing, and do not wait for the commit's checks: the job that runs this is one of them.
    auto_merge: false,
    required_contexts: [],
    payload: { run: run.id, ...(wave === undefined ? {} : { wave }) },
  };
}

/** GitHub's state for a notice; undefined for a notice that does not change a deployment. */
function stateOf({ kind, status, quiet, wave }: Notice): State | undefined {
  if (kind === 'started') return 'in_progress';
  if (kind === 'fleet') return stateOfFleet(status, wave);
  if (kind !== 'ended') return undefined;
  if (quiet === true) return 'inactive';
  switch (status) {
    case 'succeeded':
      return 'success';
    case 'failed':
    case 'rolled-back':
      return 'failure';
    case 'cancelled':
    case 'locked':
      return 'inactive';
    default:
      return 'error';
  }
}

/**
 * A wave's, when it begins, is judged, stopped, or the last one; and one for a run that takes another one back. A deployment that is `in_progress` gets one of
 * the other states later (docs.github.com, REST API, deployment statuses).
 */
function stateOfFleet(status: string, wave: string | undefined): State | undefined {
  if (status === 'taken-back') return 'success';
  if (wave === undefined) return undefined;
  switch (status) {
    case 'wave-begins':
      return 'in_progress';
    case 'wave-good':
    case 'waits-for-approval':
    case 'succeeded':
      return 'success';
    case 'stopped':
    case 'failed':
    case 'rolled-back':
      return 'failure';
    case 'cancelled':
    case 'locked':
      return 'inactive';
    default:
      return 'error';
  }
}

function asDeployments(value: unknown): readonly Deployment[] {
  return Array.isArray(value) ? (value as readonly Deployment[]) : [];
}

/** GitHub returns a payload as an object or as text. */
function deployedBy(payload: unknown): string | undefined {
  try {
    const value = (typeof payload === 'string' ? JSON.parse(payload) : payload) as {
      readonly run?: unknown;
      readonly wave?: unknown;
    } | null;
    if (typeof value?.run !== 'string') return undefined;
    return typeof value.wave === 'string' ? `${value.run}.${value.wave}` : value.run;
  } catch {
    return undefined;
  }
}
