/** The answers of the recording platform. */
import type { Asked } from './platform.ts';

/** What the app has. */
interface App {
  readonly asked: Asked[];
  readonly live: Asked['config'] | undefined;
}

type Answer = readonly [status: number, body: unknown];

const IMAGE = { repository: 'corpus', tag: 'recorded', digest: `sha256:${'a'.repeat(64)}` };
const ORGANIZATION = { id: 'org', name: 'Recorded', slug: 'recorded', internal_numeric_id: 1 };
const APP = {
  id: 'corpus',
  name: 'corpus',
  network: 'default',
  status: 'pending',
  organization: ORGANIZATION,
};
const GRAPH = {
  app: {
    id: 'corpus',
    name: 'corpus',
    organization: ORGANIZATION,
    image: { id: 'image', digest: IMAGE.digest, ref: 'registry.fly.io/corpus:recorded', compressedSize: '1' },
  },
  organization: ORGANIZATION,
};
const RELEASE = { id: 'release', version: 1, status: 'pending' };
/** The id of a volume that flyctl makes for the deploy. */
export const NEW_VOLUME = 'vol_1';
const NONE: Answer = [404, { error: 'not found' }];

/** What is asked, and the answer; the body is that of the question. */
const ANSWERS: readonly (readonly [RegExp, (body: string) => Answer])[] = [
  [/^GET \/v1\/apps\/corpus$/, () => [200, APP]],
  [/^GET \/v1\/apps\/corpus\/(?:machines|volumes)$/, () => [200, []]],
  [/^POST .*\/machines\/live\/lease$/, () => [201, lease()]],
  [/^POST \/v1\/apps\/corpus\/volumes$/, (body) => [200, volume(body)]],
  [/^GET \/v1\/apps\/corpus\/ip_assignments$/, () => [200, { ips: [] }]],
  [/^POST \/v1\/apps\/corpus\/ip_assignments$/, () => [200, { ip: '::1', region: 'global', shared: false }]],
  [/^GET \/v1\/apps\/corpus\/secrets$/, () => [200, { secrets: [] }]],
  [/^GET \/api\/v1\/organizations\//, () => [200, ORGANIZATION]],
  [
    /^POST \/api\/v1\/builds(?:\/finish)?$/,
    () => [200, { id: 1, status: 'completed', wallclock_time_ms: 1 }],
  ],
  [/^POST \/api\/v1\/releases$/, () => [201, { release: RELEASE }]],
  [/^PATCH \/api\/v1\/releases\/release$/, () => [200, RELEASE]],
  [/^POST \/graphql$/, () => [200, { data: GRAPH }]],
  [/\/machines\/\w+\/lease$/, () => NONE],
  [/\/machines\/\w+\/wait$/, () => [200, { ok: true }]],
  [/\/machines\/\w+\/start$/, () => [200, { previous_state: 'stopped' }]],
];

/** Answers a question such as `GET /v1/apps/corpus`. */
export function answerOf(question: string, body: string, { asked, live }: App): Answer {
  if (live !== undefined && question === 'GET /v1/apps/corpus/machines')
    return [200, [machine('live', live)]];
  if (live !== undefined && question === 'GET /v1/apps/corpus/machines/live')
    return [200, machine('live', live)];
  if (question === 'POST /v1/apps/corpus/machines/live') {
    asked.push(JSON.parse(body) as Asked);
    return [200, machine('live', asked.at(-1)?.config)];
  }
  if (question === 'POST /v1/apps/corpus/machines') {
    asked.push(JSON.parse(body) as Asked);
    return [200, machine(`m${asked.length - 1}`, asked.at(-1)?.config)];
  }
  const found = ANSWERS.find(([pattern]) => pattern.test(question));
  if (found !== undefined) return found[1](body);
  const index = Number(/^GET \/v1\/apps\/corpus\/machines\/m(\d+)$/.exec(question)?.[1] ?? -1);
  return index in asked ? [200, machine(`m${index}`, asked[index]?.config)] : NONE;
}

/** A machine that has started, and whose process has ended well, which is what the machine of a release command does. */
function machine(id: string, config: Asked['config'] | undefined): unknown {
  const ended = { exit_code: 0, guest_exit_code: 0, requested_stop: false, oom_killed: false };
  return {
    id,
    name: id,
    state: 'started',
    region: 'fra',
    instance_id: `instance-${id}`,
    private_ip: 'fdaa::1',
    host_status: 'ok',
    image_ref: { registry: 'registry.fly.io', ...IMAGE },
    config,
    checks: [],
    events: [
      { type: 'exit', status: 'stopped', timestamp: Date.now() + 1, request: { exit_event: ended } },
      { type: 'start', status: 'started', timestamp: Date.now() },
    ],
  };
}

function lease(): unknown {
  const expires_at = Math.floor(Date.now() / 1000) + 60;
  return {
    status: 'success',
    data: { nonce: 'nonce', expires_at, owner: 'recorded', version: 'instance-live' },
  };
}

function volume(body: string): unknown {
  const { name, region } = JSON.parse(body) as Readonly<Record<string, unknown>>;
  return { id: NEW_VOLUME, name, region, state: 'created', host_status: 'ok' };
}
