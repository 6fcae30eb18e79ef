/** A config file of the example app with its web group alone: flyctl's blue-green refuses groups with volumes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const TOML = `primary_region = "sjc"
kill_signal = "SIGTERM"
kill_timeout = "15s"

[deploy]
strategy = "bluegreen"
wait_timeout = "5m"

[processes]
web = "node server.mjs"

[env]
NODE_ENV = "production"
PORT = "8080"

[http_service]
processes = ["web"]
internal_port = 8080

[[http_service.checks]]
method = "GET"
path = "/api/health"
interval = "10s"
timeout = "5s"
grace_period = "10s"

[[vm]]
size = "shared-cpu-2x"
memory = "2gb"
`;

/** Writes it below a folder, and returns its path. */
export async function writeWebOnly(dir: string): Promise<string> {
  const file = join(dir, 'fly.toml');
  await writeFile(file, TOML);
  return file;
}
