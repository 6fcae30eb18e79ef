/** The app of the fault matrix: a group that serves, one that holds a volume, and a release command, as small as they can be. */
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Its config file. */
const FLY_TOML = `app = "demo"
primary_region = "iad"
[deploy]
  release_command = "node /app/migrate.mjs"
[processes]
  web = ""
  keeper = "node /app/web.mjs"
[http_service]
  internal_port = 8080
  processes = ["web"]
  [[http_service.checks]]
    interval = "60s"
    timeout = "2s"
    grace_period = "1s"
    path = "/"
[checks.keeper]
  processes = ["keeper"]
  type = "http"
  port = 8080
  interval = "60s"
  timeout = "2s"
  grace_period = "1s"
  path = "/"
[[mounts]]
  source = "data"
  destination = "/data"
  processes = ["keeper"]
`;

/** Machines boot some twenty thousand times, so what Node.js compiles for each is kept; in one place, because all worlds have the same images. */
const dockerfile = (cache: string): string =>
  `FROM node:24-slim\nENV NODE_COMPILE_CACHE=${cache}\nWORKDIR /app\nCOPY dist .\nCMD ["node", "/app/web.mjs"]\n`;

const web = (name: string): string => `import { createServer } from 'node:http';
import { flushCompileCache } from 'node:module';
createServer((request, response) => {
  response.setHeader('x-paintbox-build', process.env.PAINTBOX_BUILD_ID);
  response.end(${JSON.stringify(name)});
}).listen(process.env.PORT, process.env.HOST, flushCompileCache);
`;

/** Writes the app's source below a folder, as build `name`. Returns the config file and the folder to build. */
export async function writeMatrixApp(
  dir: string,
  name: string,
): Promise<{ readonly config: string; readonly source: string }> {
  const source = join(dir, 'app');
  const config = join(dir, 'fly.toml');
  await mkdir(source, { recursive: true });
  const scripts = { build: 'mkdir -p dist && cp *.mjs dist/' };
  await writeFile(config, FLY_TOML);
  await writeFile(join(source, 'package.json'), JSON.stringify({ name: 'demo', scripts }));
  await writeFile(join(source, 'Dockerfile'), dockerfile(join(tmpdir(), 'fly-matrix-compiled')));
  await writeFile(join(source, 'web.mjs'), web(name));
  await writeFile(join(source, 'migrate.mjs'), '');
  return { config, source };
}
