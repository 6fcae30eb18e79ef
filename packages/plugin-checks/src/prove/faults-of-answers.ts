/** Faults of pages, of the health document, of identity and of time. */
import { setTimeout as wait } from 'node:timers/promises';
import { parseObject } from '../http/parse-object.ts';
import { at, withHeaders, withJson } from './fault.ts';
import type { Exchange, Response, Scene, TwinFault } from './fault.ts';
import type { ServerReply } from './original.ts';

const OLD = 'a-build-of-before';

/** The answer as another build would give it. */
function byBuild(reply: ServerReply, scene: Scene, build: string | undefined): ServerReply {
  const renamed = withHeaders(reply, { [scene.buildHeader]: build });
  const document = parseObject(reply.body);
  return document?.['build'] === undefined ? renamed : withJson(renamed, { ...document, build });
}

function failing(reply: ServerReply, status: number): ServerReply {
  return { status, headers: withHeaders(reply, { 'content-type': 'text/html' }).headers, body: 'no' };
}

/** More requests than come before the load, of which some are sent at the same time, too. */
const BEFORE_THE_CROWD = 15;

async function toCrowd(
  reply: ServerReply,
  { before, beside }: Exchange,
  response: Response,
): Promise<Response> {
  // Slow answers, so that several requests are under way at once.
  await wait(20);
  return before > BEFORE_THE_CROWD && beside > 0 ? response : reply;
}

/** All of them. */
export const FAULTS_OF_ANSWERS: readonly TwinFault[] = [
  {
    name: 'page-500',
    describe: 'the front page answers 500',
    meantFor: ['accessibility'],
    answer: at('home', (reply) => failing(reply, 500)),
  },
  {
    name: 'redirect-loop',
    describe: 'the front page redirects to itself',
    meantFor: ['accessibility'],
    answer: at('home', (reply, _, { home }) => ({
      ...withHeaders(reply, { location: home }),
      status: 302,
      body: '',
    })),
  },
  {
    name: 'redirect-away',
    describe: 'the front page redirects to another site',
    meantFor: ['accessibility'],
    answer: at('home', (reply) => ({
      ...withHeaders(reply, { location: 'https://parked.example/' }),
      status: 302,
      body: '',
    })),
  },
  {
    name: 'page-hangs',
    describe: 'the front page never answers',
    meantFor: ['accessibility'],
    answer: at('home', () => 'hang'),
  },
  {
    name: 'page-cut',
    describe: 'the connection is cut before the front page',
    meantFor: ['accessibility'],
    answer: at('home', () => 'cut'),
  },
  {
    name: 'page-half',
    describe: 'the connection is cut in the middle of the front page',
    meantFor: ['accessibility'],
    answer: at('home', () => 'half'),
  },
  {
    name: 'page-promised',
    describe: 'the front page is announced by an interim answer, and never comes',
    meantFor: ['accessibility'],
    answer: at('home', () => 'interim'),
  },
  {
    name: 'page-empty',
    describe: 'the front page is empty',
    meantFor: ['accessibility'],
    answer: at('home', (reply) => ({ ...withHeaders(reply, { 'content-type': 'text/html' }), body: '' })),
  },
  {
    name: 'health-500',
    describe: 'the health document answers 500',
    meantFor: ['health'],
    answer: at('health', (reply) => failing(reply, 500)),
  },
  {
    name: 'health-ill',
    describe: 'the app says that it is not well',
    meantFor: ['health'],
    answer: at('health', (reply) => withJson(reply, { ...parseObject(reply.body), status: 'unhealthy' })),
  },
  {
    name: 'health-not-json',
    describe: 'the health document says it is JSON, and is none',
    meantFor: ['health'],
    answer: at('health', (reply) => ({ ...reply, body: '<html>' })),
  },
  {
    name: 'old-build',
    describe: 'the build of before answers',
    meantFor: ['identity.build'],
    answer: (reply, _, scene) => byBuild(reply, scene, OLD),
  },
  {
    name: 'old-build-sometimes',
    describe: 'one answer in four comes from the build of before',
    meantFor: ['identity.build', 'identity.steady'],
    answer: (reply, { before }, scene) => (before % 4 === 3 ? byBuild(reply, scene, OLD) : reply),
  },
  {
    name: 'old-build-comes-back',
    describe: 'the build of before answers again after a while',
    meantFor: ['identity.steady'],
    answer: (reply, { before }, scene) => (before > 10 ? byBuild(reply, scene, OLD) : reply),
  },
  {
    name: 'two-builds',
    describe: 'answers name two builds',
    meantFor: ['identity.build'],
    answer: (reply, _, scene) =>
      byBuild(reply, scene, [reply.headers[scene.buildHeader], OLD].filter(Boolean).join(', ')),
  },
  {
    name: 'no-identity',
    describe: 'no answer says which build gave it',
    meantFor: ['identity.build'],
    answer: (reply, _, scene) => byBuild(reply, scene, undefined),
  },
  {
    name: 'one-machine-behind',
    describe: 'a machine, asked by its name, still runs the build of before',
    meantFor: ['identity.machines'],
    answer: (reply, { headers }, scene) =>
      headers[scene.machineHeader] === undefined ? reply : byBuild(reply, scene, OLD),
  },
  {
    name: 'cached-health',
    describe: 'a cache answers in place of the app',
    meantFor: ['identity.cache'],
    answer: (reply) => withHeaders(reply, { age: '600', 'x-cache': 'HIT' }),
  },
  {
    name: 'slow-500-ms',
    describe: 'every answer takes 500 ms longer',
    meantFor: ['compare'],
    measured: true,
    answer: async (reply) => {
      await wait(500);
      return reply;
    },
  },
  {
    name: 'drops-1-in-20',
    describe: 'one request in twenty gets half an answer',
    meantFor: ['latency.home', 'latency.health', 'latency.jwks'],
    measured: true,
    answer: (reply, { before }) => (before % 20 === 19 ? 'half' : reply),
  },
  {
    name: 'turns-away-a-crowd',
    describe: 'who is not alone is answered with 503',
    meantFor: ['load'],
    measured: true,
    answer: (reply, exchange) => toCrowd(reply, exchange, failing(reply, 503)),
  },
  {
    name: 'cuts-off-a-crowd',
    describe: 'the connections of who is not alone are cut',
    meantFor: ['load'],
    measured: true,
    answer: (reply, exchange) => toCrowd(reply, exchange, 'cut'),
  },
  {
    name: 'silent-to-a-crowd',
    describe: 'who is not alone gets no answer',
    meantFor: ['load'],
    measured: true,
    answer: (reply, exchange) => toCrowd(reply, exchange, 'hang'),
  },
];
