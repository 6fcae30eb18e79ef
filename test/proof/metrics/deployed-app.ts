/** An app on the emulated Fly.io with a machine of a good and one of a bad build. One of them serves: users and Prometheus come through the edge. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { askApp } from '../../../packages/emulators/test/fly/conformance/ask.ts';
import { deploy } from '../../../packages/emulators/test/fly/deployed.ts';
import { openWorld } from '../../../packages/emulators/test/fly/world.ts';
import { altered } from '../../../packages/plugin-checks/test/rig.ts';

/** Of its users' requests. */
const EVERY_MS = 20;

/** A deployed app. */
export interface DeployedApp extends AsyncDisposable {
  /** Its edge. */
  readonly url: string;
  /** Certificate of the authority that the edge's is signed by. */
  readonly caFile: string;
  readonly isBroken: boolean;
  /** From now on the bad build serves: one request in ten fails, and all take twice as long. */
  break(): Promise<void>;
  /** As before. */
  mend(): Promise<void>;
}

interface Build {
  readonly name: string;
  readonly tookMs: number;
  /** One request in so many fails; 0: none. */
  readonly failing: number;
}

/** Builds both images, makes their machines, and has users ask fifty times a second. */
export async function deployApp(): Promise<DeployedApp> {
  await using opened = new AsyncDisposableStack();
  const world = opened.use(await openWorld());
  const machine = async (build: Build): Promise<string> => {
    await writeFile(join(world.dir, 'app', 'server.mjs'), program(build));
    const [made] = await deploy(world, { image: await world.build(build.name) });
    if (made === undefined) throw new Error(`no machine of the ${build.name} build`);
    return made.id;
  };
  const turn = async (id: string, verb: 'cordon' | 'uncordon'): Promise<void> => {
    const { status, text } = await askApp(world, 'POST', `/machines/${id}/${verb}`);
    if (status !== 200) throw new Error(`${verb}: ${status} ${text}`);
  };
  const good = await machine({ name: 'good', tookMs: 50, failing: 0 });
  const bad = await machine({ name: 'bad', tookMs: 100, failing: 10 });
  await turn(bad, 'cordon');
  let isBroken = false;
  const become = async (broken: boolean): Promise<void> => {
    await turn(broken ? bad : good, 'uncordon');
    await turn(broken ? good : bad, 'cordon');
    isBroken = broken;
  };

  const url = world.emulator.edgeUrl('demo');
  const authority = await readFile(world.emulator.caFile, 'utf8');
  // Read and set in one go: another app may do the same meanwhile.
  setDefaultCACertificates([...getCACertificates('default'), authority]);
  const use = async (): Promise<void> => {
    const answer = await fetch(`${url}/work`, { signal: AbortSignal.timeout(5_000) });
    await answer.arrayBuffer();
  };
  const users = setInterval(() => void use().catch(() => {}), EVERY_MS);
  opened.defer(() => clearInterval(users));
  const open = opened.move();
  return {
    url,
    caFile: world.emulator.caFile,
    get isBroken() {
      return isBroken;
    },
    break: () => become(true),
    mend: () => become(false),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/**
 * Well at all its pages; only its users notice what is bad. It counts the time that its work is to take: a slow computer makes no build worse. Its series name the machine,
 * as the label `instance` does for those that Fly.io scrapes (https://fly.io/docs/monitoring/metrics/#standard-labels).
 */
function program({ tookMs, failing }: Build): string {
  const pages = ['/', '/api/health', '/.well-known/jwks.json'].map((path) => [path, altered(path, {})]);
  return `import { createServer } from 'node:http';
const pages = ${JSON.stringify(Object.fromEntries(pages))};
const machine = 'machine="' + process.env.FLY_MACHINE_ID + '"';
const [tookMs, failing] = [${tookMs}, ${failing}];
const counted = { 200: 0 };
const metrics = () => {
  const total = Object.values(counted).reduce((sum, some) => sum + some, 0);
  return [
    '# TYPE http_requests_total counter',
    ...Object.entries(counted).map(([code, some]) => 'http_requests_total{code="' + code + '",' + machine + '} ' + some),
    '# TYPE http_seconds histogram',
    ...[0.025, 0.075, 0.25, Infinity].map((le) => 'http_seconds_bucket{le="' + (le === Infinity ? '+Inf' : le) + '",' + machine + '} ' + (tookMs / 1000 <= le ? total : 0)),
    'http_seconds_sum{' + machine + '} ' + (total * tookMs) / 1000,
    'http_seconds_count{' + machine + '} ' + total,
    '',
  ].join('\\n');
};
let nth = 0;
createServer((request, response) => {
  const path = request.url.split('?')[0];
  if (path === '/metrics') return response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metrics());
  if (path === '/work') {
    nth += 1;
    const status = failing > 0 && nth % failing === 0 ? 500 : 200;
    return setTimeout(() => {
      counted[status] = (counted[status] ?? 0) + 1;
      response.writeHead(status).end();
    }, tookMs);
  }
  const page = pages[path] ?? { headers: {} };
  response.writeHead(path in pages ? 200 : 404, page.headers).end(page.body);
}).listen(process.env.PORT, process.env.HOST);
`;
}
