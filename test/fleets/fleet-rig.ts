/** The CLI on a fleet of files, as a person runs it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';

const CLI = fileURLToPath(new URL('../../packages/cli/bin.cjs', import.meta.url));
const CONFIG = fileURLToPath(new URL('fixtures/paintbox.deploy.config.ts', import.meta.url));

/** How a call ended. */
export interface FleetCall {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with the members and the state of everything. */
export interface FleetRig extends AsyncDisposable {
  readonly folder: string;
  /** Runs a command line; `broken` names the members on which the image does not work. The crew is one in memory, or the embedded default. */
  call(
    words: readonly string[],
    options?: {
      readonly broken?: string;
      readonly crew?: 'memory' | 'embedded';
      readonly during?: (child: ChildProcess, text: string) => void;
    },
  ): Promise<FleetCall>;
  /** What a member serves. */
  image(app: string): Promise<string>;
}

/** The record that `--json` printed. */
export function recordIn({ stdout }: FleetCall): FleetRecord {
  return JSON.parse(stdout) as FleetRecord;
}

export async function openFleetRig(): Promise<FleetRig> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-fleet-cli-'));
  return {
    folder,
    async call(words, { broken = '', crew = 'memory', during } = {}) {
      const child = spawn(process.execPath, [CLI, ...words, '--config', CONFIG], {
        cwd: folder,
        env: {
          PATH: process.env['PATH'],
          HOME: tmpdir(),
          PAINTBOX_STATE_DIR: join(folder, 'state'),
          FLEET_FOLDER: folder,
          FLEET_BROKEN: broken,
          FLEET_CREW: crew,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 120_000,
        killSignal: 'SIGKILL',
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        stdout += chunk;
        during?.(child, stdout + stderr);
      });
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        stderr += chunk;
        during?.(child, stdout + stderr);
      });
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { code, stdout, stderr };
    },
    image: (app) => readFile(join(folder, 'apps', app), 'utf8').catch(() => 'sha256:old'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
