/** A real Prometheus or VictoriaMetrics on loopback, from Debian's packages, that scrapes one app. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../free-port.ts';

/** A running Prometheus. */
export interface Prometheus extends AsyncDisposable {
  readonly url: string;
}

/** Prometheus itself, or what Fly.io runs. */
export type ScraperKind = 'prometheus' | 'victoria-metrics';

/** What it scrapes. */
interface Scraped {
  readonly url: string;
  /** Certificate of the authority that it trusts. */
  readonly caFile: string;
}

interface Places {
  readonly config: string;
  readonly data: string;
  readonly at: string;
}

const PROGRAMS: Readonly<Record<ScraperKind, (places: Places) => readonly string[]>> = {
  prometheus: ({ config, data, at }) => [
    `--config.file=${config}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=${at}`,
  ],
  // It shows values only half a minute after they were collected, which would be long here.
  'victoria-metrics': ({ config, data, at }) => [
    `-promscrape.config=${config}`,
    `-storageDataPath=${data}`,
    `-httpListenAddr=${at}`,
    '-search.latencyOffset=1s',
  ],
};

const READY_MS = 60_000;

/** Starts it, and returns when it has scraped: `/metrics` of the app over TLS, five times a second. Throws with what it said when that does not come. */
export async function startPrometheus(kind: ScraperKind, program: string, app: Scraped): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const config = join(folder, 'prometheus.yml');
  const { host } = new URL(app.url);
  await writeFile(
    config,
    JSON.stringify({
      global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
      scrape_configs: [
        {
          job_name: 'app',
          scheme: 'https',
          tls_config: { ca_file: app.caFile },
          static_configs: [{ targets: [host] }],
        },
      ],
    }),
  );
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    program,
    PROGRAMS[kind]({ config, data: join(folder, 'data'), at: new URL(url).host }),
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4_000)));
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (const untilMs = Date.now() + READY_MS; ; await sleep(100)) {
    if (await hasScraped(url)) return { url, [Symbol.asyncDispose]: stop };
    if (child.exitCode === null && Date.now() < untilMs) continue;
    await stop();
    throw new Error(`${kind} did not scrape:\n${said}`);
  }
}

/** It looks for targets seconds after it is ready. */
async function hasScraped(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent('up == 1')}`);
    return answer.ok && (await answer.text()).includes('"value"');
  } catch {
    return false;
  }
}
