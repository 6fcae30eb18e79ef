/**
 * Runs one `run:` block as GitHub's runner does (actions/runner, ScriptHandler and ProcessInvoker): a script file, `bash -e`, environment files for what it
 * hands on, and a cancel that signals the entry process alone: SIGINT, 7.5 s later SIGTERM, 2.5 s later the end.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGTERM_AFTER_MS = 7_500;
const SIGKILL_AFTER_MS = 2_500;

/** How a block ended. */
export interface ShellEnd {
  readonly code: number | null;
  readonly cancelled: boolean;
  readonly output: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly seconds: number;
  /** Command lines of processes of the job that outlived the block, and were then ended, as the runner does at the end of a job. */
  readonly orphans: readonly string[];
}

/** Runs a block. */
export async function runShell(
  block: string,
  options: {
    readonly cwd: string;
    readonly env: NodeJS.ProcessEnv;
    readonly cancelAfterMs?: number | undefined;
  },
): Promise<ShellEnd> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-step-'));
  const script = join(dir, 'script.sh');
  const tracking = `paintbox-step-${crypto.randomUUID()}`;
  const files = {
    GITHUB_OUTPUT: join(dir, 'output'),
    GITHUB_ENV: join(dir, 'env'),
    GITHUB_STEP_SUMMARY: join(dir, 'summary'),
  };
  await Promise.all([writeFile(script, block), ...Object.values(files).map((file) => writeFile(file, ''))]);
  const startedAt = performance.now();
  const child = spawn('bash', ['-e', script], {
    cwd: options.cwd,
    env: { ...options.env, ...files, CI: 'true', GITHUB_ACTIONS: 'true', RUNNER_TRACKING_ID: tracking },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  let cancelled = false;
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, then: () => void): void => void timers.push(setTimeout(then, ms));
  if (options.cancelAfterMs !== undefined) {
    after(options.cancelAfterMs, () => {
      cancelled = true;
      child.kill('SIGINT');
      after(SIGTERM_AFTER_MS, () => child.kill('SIGTERM'));
      after(SIGTERM_AFTER_MS + SIGKILL_AFTER_MS, () => child.kill('SIGKILL'));
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  for (const timer of timers) clearTimeout(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  const orphans = await endOrphans(tracking);
  const [outputs, summary] = await Promise.all([
    readFile(files.GITHUB_OUTPUT, 'utf8'),
    readFile(files.GITHUB_STEP_SUMMARY, 'utf8'),
  ]);
  await rm(dir, { recursive: true });
  return { code, cancelled, output, outputs: parseOutputs(outputs), summary, seconds, orphans };
}

/** `name=value`, or `name<<END`, lines, `END`. */
export function parseOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue;
    const heredoc = /^([\w-]+)<<(.+)$/.exec(line);
    if (heredoc === null) {
      const equals = line.indexOf('=');
      if (equals < 1) throw new Error(`no output: ${line}`);
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const end = lines.indexOf(heredoc[2] ?? '');
    if (end === -1) throw new Error(`no end of ${line}`);
    outputs[heredoc[1] ?? ''] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n');
  }
  return outputs;
}

/** Every process with the block's mark in its environment. Linux only, as the runner's images are. */
async function endOrphans(tracking: string): Promise<readonly string[]> {
  const orphans: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
      if (!environment.includes(`RUNNER_TRACKING_ID=${tracking}`)) continue;
      orphans.push((await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim());
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It ended meanwhile, or is not ours to look at.
    }
  }
  return orphans;
}
