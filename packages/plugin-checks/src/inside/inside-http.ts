/** Asks the app of one machine from inside, as the platform's edge would pass the request on. Every outcome is a plain value. */
import { Secret } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import type { InsideAnswer, InsideDoor } from '@paintbox/deploy-core/release';
import { redirectOf, USER_AGENT } from '../http/http.ts';
import type { Answer, Http } from '../http/http.ts';

/** The machine, and the way to it. */
export interface InsideAddress {
  readonly door: InsideDoor;
  readonly machine: string;
  readonly port: number;
  /** The address of the app. Its host and scheme are what the app is told. */
  readonly url: string;
  readonly timeoutMs: number;
}

/** Called for each answer, before a check sees it. */
export type OnAnswer = (answer: InsideAnswer) => void;

/** Makes the function for a check. */
export function insideHttp(
  { door, machine, port, url: base, timeoutMs }: InsideAddress,
  ctx: StageContext,
  onAnswer: OnAnswer,
): Http {
  const { host, origin, protocol } = new URL(base);
  // As the proxy of Fly.io sends them (fly.io/docs/networking/request-headers).
  const edge = { host, 'user-agent': USER_AGENT, 'x-forwarded-proto': protocol.slice(0, -1) };
  return async (url, headers = {}, send) => {
    const asked = new URL(url);
    if (asked.origin !== origin) return failed(url, 0, 'other', `${asked.origin} is not the app's address`);
    const startedAt = performance.now();
    const answer = await door.ask(
      machine,
      {
        port,
        method: send === undefined ? 'GET' : 'POST',
        path: asked.pathname + asked.search,
        headers: { ...edge, ...guarded(headers) },
        body: send?.body,
        timeoutMs,
      },
      ctx,
    );
    onAnswer(answer);
    return answerOf(url, Math.round(performance.now() - startedAt), answer);
  };
}

/** A token is a secret, a forged one too: who sees how it is refused learns how ours look. */
function guarded(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string | Secret<string>>> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    name.toLowerCase() === 'authorization' ? new Secret(value) : value,
  ]);
  return Object.fromEntries(entries) as Record<string, string | Secret<string>>;
}

function answerOf(url: string, durationMs: number, answer: InsideAnswer): Answer {
  if (answer.outcome === 'no-answer') return failed(url, durationMs, answer.kind, answer.reason);
  if (answer.outcome === 'not-asked') return failed(url, durationMs, 'not-asked', answer.reason);
  const { status, body, cut } = answer;
  const headers = joined(answer.headers);
  const head = { url, status, headers, durationMs, ...redirectOf(url, status, headers) };
  // Of an error or a redirect, the status says enough.
  return cut !== undefined && status >= 200 && status < 300
    ? { ...head, body: '', error: { kind: 'too-large', message: cut } }
    : { ...head, body };
}

function failed(
  url: string,
  durationMs: number,
  kind: NonNullable<Answer['error']>['kind'],
  message: string,
): Answer {
  return { url, status: 0, headers: {}, body: '', durationMs, error: { kind, message } };
}

/** As `fetch` joins them. */
function joined(
  pairs: readonly (readonly [name: string, value: string])[],
): Readonly<Record<string, string>> {
  const all = new Map<string, string>();
  for (const [written, value] of pairs) {
    const name = written.toLowerCase();
    const before = all.get(name);
    all.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(all);
}
