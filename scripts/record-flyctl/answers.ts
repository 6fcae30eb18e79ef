/** The answers of the recording platform. */
import type { Asked } from './platform.ts';

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
const NONE: Answer = [404, { error: 'not found' }];

/** What is asked, and the answer; the body is that of the question. */
const ANSWERS: readonly (readonly [RegExp, (body: string) => Answer])[] = [
  [/^GET \/v1\/apps\/corpus$/, () => [200, APP]],
  [/^GET \/v1\/apps\/corpus\/(?:machines|volumes)$/, () => [200, []]],
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
export function answerOf(question: string, body: string, asked: Asked[]): Answer {
  if (question === 'POST /v1/apps/corpus/machines') {
    asked.push(JSON.parse(body) as Asked);
    return [200, machine(asked, asked.length - 1)];
  }
  const found = ANSWERS.find(([pattern]) => pattern.test(question));
  if (found !== undefined) return found[1](body);
  const index = Number(/^GET \/v1\/apps\/corpus\/machines\/m(\d+)$/.exec(question)?.[1] ?? -1);
  return index in asked ? [200, machine(asked, index)] : NONE;
}

/** A machine that has started, and whose process has ended well, which is what the machine of a release command does. */
function machine(asked: readonly Asked[], index: number): unknown {
  const ended = { exit_code: 0, guest_exit_code: 0, requested_stop: false, oom_killed: false };
  return {
    id: `m${index}`,
    name: `m${index}`,
    state: 'started',
    region: 'fra',
    instance_id: `instance-${index}`,
    private_ip: 'fdaa::1',
    host_status: 'ok',
    image_ref: { registry: 'registry.fly.io', ...IMAGE },
    config: asked[index]?.config,
    checks: [],
    events: [
      { type: 'exit', status: 'stopped', timestamp: Date.now() + 1, request: { exit_event: ended } },
      { type: 'start', status: 'started', timestamp: Date.now() },
    ],
  };
}

function volume(body: string): unknown {
  const { name, region } = JSON.parse(body) as Readonly<Record<string, unknown>>;
  return { id: 'vol_1', name, region, state: 'created', host_status: 'ok' };
}
