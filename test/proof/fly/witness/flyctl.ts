/** Runs the real flyctl against the emulated platform, with a home of its own. */
import { execFile } from 'node:child_process';

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Flyctl = (words: readonly string[]) => Promise<Said>;

const limitMs = 180_000;

/** Every address is the daemon's, and nothing is reported to Fly.io. */
export function flyctlOf(program: string, apiUrl: string, dir: string): Flyctl {
  const env = {
    PATH: process.env['PATH'],
    HOME: dir,
    FLY_CONFIG_DIR: dir,
    FLY_FLAPS_BASE_URL: apiUrl,
    FLY_API_BASE_URL: apiUrl,
    FLY_UIEX_BASE_URL: apiUrl,
    FLY_METRICS_BASE_URL: apiUrl,
    FLY_SYNTHETICS_BASE_URL: apiUrl,
    FLY_REGISTRY_HOST: new URL(apiUrl).host,
    FLY_ACCESS_TOKEN: 'token',
    FLY_NO_UPDATE_CHECK: '1',
    FLY_SEND_METRICS: '0',
    FLY_NO_INCIDENTS_CHECK: '1',
    DO_NOT_TRACK: '1',
  };
  return (words) =>
    new Promise((resolve) => {
      const child = execFile(
        program,
        [...words],
        { cwd: dir, env, timeout: limitMs },
        (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
      );
      child.stdin?.end();
    });
}
