/** The live app as the twin sees it: each address is asked once and the answer is kept. So `checks prove` sends the app only a few requests, and none that changes anything. */
import type { Http } from '../http/http.ts';

/** An answer of a server. */
export interface ServerReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request to the twin. */
export interface Asked {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The live app. */
export type LiveApp = (asked: Asked) => Promise<ServerReply>;

/** Headers of one connection or one moment. The twin makes its own. */
const OWN_TO_THE_CONNECTION = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'date',
  'alt-svc',
];
/** Request headers that an answer may depend on. */
const PASSED_ON = ['accept', 'origin', 'authorization'];

/** @param machineHeader the request header that selects the machine */
export function original(http: Http, url: string, machineHeader: string): LiveApp {
  const kept = new Map<string, Promise<ServerReply>>();
  const ask = async ({ path, headers }: Asked): Promise<ServerReply> => {
    const answer = await http(url + path, headers);
    if (answer.error !== undefined) {
      return { status: 502, headers: { 'content-type': 'text/plain' }, body: answer.error.message };
    }
    return { status: answer.status, headers: adopted(answer.headers), body: answer.body };
  };
  return ({ path: whole, headers }) => {
    // The query only bypasses caches: the document is the same.
    const path = whole.split('?')[0] ?? '/';
    const passed = Object.fromEntries(
      [...PASSED_ON, machineHeader].flatMap((name) =>
        headers[name] === undefined ? [] : [[name, headers[name]] as const],
      ),
    );
    // Answers to tokens are not kept: each token is checked by the app.
    if (headers['authorization'] !== undefined) return ask({ path, headers: passed });
    const key = JSON.stringify([path, passed]);
    const reply = kept.get(key) ?? ask({ path, headers: passed });
    kept.set(key, reply);
    return reply;
  };

  function adopted(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const entries = Object.entries(headers).filter(([name]) => !OWN_TO_THE_CONNECTION.includes(name));
    return Object.fromEntries(
      entries.map(([name, value]) => [name, name === 'location' ? relative(value) : value]),
    );
  }

  /** A redirect within the app stays within the twin. */
  function relative(location: string): string {
    const { origin } = new URL(url);
    return location.startsWith(`${origin}/`) ? location.slice(origin.length) : location;
  }
}
