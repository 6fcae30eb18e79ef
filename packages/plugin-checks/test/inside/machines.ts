/** Machines that are apps on loopback, and a door that asks them by plain HTTP. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Secret } from '@paintbox/deploy-core';
import type {
  Green,
  InsideAnswer,
  InsideDoor,
  InsideRequest,
  PublishedKeys,
} from '@paintbox/deploy-core/release';
import { published } from '../rig.ts';

/** A machine of the release that the good app of the tests plays. */
export const green: Green = {
  id: 'm1',
  group: 'app',
  port: 8080,
  imageDigest: 'sha256:a',
  buildId: 'b2',
  started: true,
  platformChecks: 1,
};

/** What the stage needs. */
export function inputsOf(...greens: readonly Green[]): {
  readonly greens: readonly Green[];
  readonly 'published-keys': PublishedKeys;
} {
  return { greens, 'published-keys': published };
}

/** A door to apps by machine. `before` may answer in their place. */
export function doorTo(
  urls: Readonly<Record<string, string>>,
  before: (machine: string, request: InsideRequest) => InsideAnswer | undefined = () => undefined,
): InsideDoor & { readonly asked: InsideRequest[] } {
  const asked: InsideRequest[] = [];
  return {
    asked,
    async ask(machine, one) {
      asked.push(one);
      return before(machine, one) ?? ask(urls[machine] ?? '', one);
    },
  };
}

function revealed(value: string | Secret<string>): string {
  return typeof value === 'string' ? value : value.reveal();
}

async function ask(url: string, { method, path, headers, body }: InsideRequest): Promise<InsideAnswer> {
  const sent = Object.entries(headers).map(([name, value]) => [name, revealed(value)] as const);
  return new Promise((resolve) => {
    const call = request(url + path, { method, headers: Object.fromEntries(sent), agent: false });
    call.on('error', ({ message }) => {
      resolve({ outcome: 'no-answer', kind: 'refused', reason: message, program: 'test' });
    });
    call.on('response', (response) => {
      const raw = response.rawHeaders;
      const pairs = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
      const status = response.statusCode ?? 0;
      void text(response).then((got) => {
        resolve({ outcome: 'answered', status, headers: pairs, body: got, program: 'test' });
      });
    });
    call.end(body === undefined ? undefined : revealed(body));
  });
}
