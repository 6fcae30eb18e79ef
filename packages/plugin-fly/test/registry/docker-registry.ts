/** The registry of the Docker project, as packaged by Debian, on loopback: a registry that is not ours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../../test/free-port.ts';

/** The one token that it takes, for the user `x`, as registry.fly.io does. */
export const REGISTRY_TOKEN = 'fo1_registry_token';
/** That token, as `htpasswd -B` writes it. */
const HTPASSWD = 'x:$2b$05$abcdefghijklmnopqrstuuz7qORt.PCRs506TFVpt6yDIRuu5.rDO';

/** A running registry. */
export interface DockerRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
}

/** Starts it over an empty folder. */
export async function startRegistry(path: string): Promise<DockerRegistry> {
  const dir = await mkdtemp(join(tmpdir(), 'docker-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const passwords = join(dir, 'htpasswd');
  await writeFile(passwords, `${HTPASSWD}\n`);
  const config = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(dir, 'data') }, delete: { enabled: true } },
    http: { addr: host },
    auth: { htpasswd: { realm: 'test', path: passwords } },
  };
  // JSON is YAML.
  await writeFile(join(dir, 'config.yml'), JSON.stringify(config));
  const child = spawn(path, ['serve', join(dir, 'config.yml')], { stdio: 'ignore' });
  const stopped = once(child, 'exit');
  for (let tries = 0; tries < 200; tries += 1) {
    const up = await fetch(`http://${host}/v2/`).then(
      ({ status }) => status === 401,
      () => false,
    );
    if (up) break;
    await sleep(50);
  }
  return {
    host,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await stopped;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
