// A test double of Slack: incoming webhooks, and the Web API methods that post, edit and find messages.
import { appendFileSync } from 'node:fs';
import { jsonReply, startHttpServer } from '../aws/http-server.ts';
import type { HttpAnswer, HttpReply } from '../aws/http-server.ts';
import { ServiceFaults, answered } from './faults.ts';
import type { ServiceFault } from './faults.ts';
import { payloadProblem } from './slack-payload.ts';
import type { SlackPayload } from './slack-payload.ts';

/** A message in a channel. */
export interface SlackMessage extends SlackPayload {
  readonly ts: string;
  readonly channel: string;
  readonly via: 'webhook' | 'api';
  /** How often it was edited. */
  readonly edits: number;
}

/** Options of the start. */
export interface SlackEmulatorOptions {
  /** 0 picks a free port. Default 0. */
  readonly port?: number | undefined;
  /** Each message and edit is added to this file as a line of JSON. */
  readonly file?: string | undefined;
  /** True for a token without the scope `channels:history`, which many apps lack. Default false. */
  readonly noHistory?: boolean | undefined;
}

/** A running test double. */
export interface SlackEmulator {
  readonly url: string;
  /** An incoming webhook that posts to `#deploys`. */
  readonly webhook: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly channel: string;
  /** The messages as they are now, oldest first. */
  messages(): readonly SlackMessage[];
  /** The number of calls, refused ones included. */
  calls(): number;
  /** Adds a fault for the next calls. */
  addFault(fault: ServiceFault): void;
  /** Removes all faults. */
  clearFaults(): void;
  /** Stops listening. */
  close(): Promise<void>;
}

const HOOK = '/services/T00000000/B00000000/emulatedemulatedemulate';
const CHANNEL = 'C0DEPLOYS';
const TOKEN = 'xoxb-a-token-of-the-emulator';

/** Starts a test double of Slack on loopback. */
export async function startSlackEmulator(options: SlackEmulatorOptions = {}): Promise<SlackEmulator> {
  const messages: SlackMessage[] = [];
  const faults = new ServiceFaults();
  let calls = 0;
  const keep = (message: SlackMessage): void => {
    if (options.file !== undefined) appendFileSync(options.file, `${JSON.stringify(message)}\n`);
  };
  const post = (payload: SlackPayload, via: SlackMessage['via']): SlackMessage => {
    const ts = `${String(1_700_000_000 + messages.length)}.000100`;
    const message = { ...payload, ts, channel: CHANNEL, via, edits: 0 };
    messages.push(message);
    keep(message);
    return message;
  };
  const edit = (payload: SlackPayload): SlackMessage | undefined => {
    const at = messages.findIndex(({ ts }) => ts === payload['ts']);
    const old = messages[at];
    if (old === undefined) return undefined;
    const edited = { ...old, ...payload, ts: old.ts, channel: old.channel, edits: old.edits + 1 };
    messages[at] = edited;
    keep(edited);
    return edited;
  };
  const server = await startHttpServer({
    port: options.port ?? 0,
    commonHeaders: () => ({ server: 'emulator of Slack: a test double' }),
    async answer({ method, target, headers, body }) {
      calls += 1;
      const { pathname, searchParams } = new URL(target, 'http://slack.invalid');
      const given = parsed(body.toString(), searchParams);
      return answered(faults.take(pathname), () =>
        pathname.startsWith('/services/')
          ? webhookAnswer(pathname, method, given, (payload) => post(payload, 'webhook'))
          : apiAnswer(pathname, headers['authorization'], given),
      );
    },
  });

  function apiAnswer(
    path: string,
    authorization: string | undefined,
    given: SlackPayload | undefined,
  ): HttpAnswer {
    const no = (error: string): HttpReply => jsonReply(200, { ok: false, error });
    if (authorization === undefined) return no('not_authed');
    if (authorization !== `Bearer ${TOKEN}`) return no('invalid_auth');
    if (given === undefined) return no('invalid_json');
    const writes = path === '/api/chat.postMessage' || path === '/api/chat.update';
    if (path !== '/api/auth.test' && given['channel'] !== CHANNEL) return no('channel_not_found');
    const problem = writes ? payloadProblem(given) : undefined;
    if (problem !== undefined) return no(problem);
    switch (path) {
      case '/api/auth.test':
        return jsonReply(200, { ok: true, team: 'emulated', user: 'deploybot' });
      case '/api/chat.postMessage': {
        const { ts } = post(given, 'api');
        return jsonReply(200, { ok: true, channel: CHANNEL, ts });
      }
      case '/api/chat.update': {
        const edited = edit(given);
        return edited === undefined ? no('message_not_found') : jsonReply(200, { ok: true, ts: edited.ts });
      }
      case '/api/conversations.history':
      case '/api/conversations.replies': {
        if (options.noHistory === true) return no('missing_scope');
        const thread = path.endsWith('.replies') ? given['ts'] : undefined;
        const found = messages.filter((message) => message['thread_ts'] === thread);
        const shown = given['include_all_metadata'] === 'true' ? found : found.map(withoutMetadata);
        return jsonReply(200, { ok: true, messages: shown.toReversed() });
      }
      default:
        return no('unknown_method');
    }
  }

  return {
    url: server.url,
    webhook: `${server.url}${HOOK}`,
    apiUrl: `${server.url}/api`,
    token: TOKEN,
    channel: CHANNEL,
    messages: () => messages.slice(),
    calls: () => calls,
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    close: () => server.close(),
  };
}

function webhookAnswer(
  path: string,
  method: string,
  payload: SlackPayload | undefined,
  post: (payload: SlackPayload) => unknown,
): HttpAnswer {
  const say = (status: number, body: string): HttpReply => ({
    kind: 'reply',
    status,
    headers: { 'content-type': 'text/html' },
    body,
  });
  if (path !== HOOK) return say(404, 'no_service');
  if (method !== 'POST' || payload === undefined) return say(400, 'invalid_payload');
  const problem = payloadProblem(payload);
  if (problem !== undefined) return say(400, problem);
  post(payload);
  return say(200, 'ok');
}

/** The JSON body of a call, or the query of a GET. */
function parsed(body: string, query: URLSearchParams): SlackPayload | undefined {
  if (body === '') return Object.fromEntries(query);
  try {
    const value = JSON.parse(body) as unknown;
    return typeof value === 'object' && value !== null ? (value as SlackPayload) : undefined;
  } catch {
    return undefined;
  }
}

function withoutMetadata(message: SlackMessage): SlackMessage {
  const { metadata: _left, ...rest } = message;
  return rest;
}
