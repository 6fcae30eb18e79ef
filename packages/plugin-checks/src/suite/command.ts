/** `command`: any tool as a check, with its output kept. The one file that runs commands. */
import { isDeployError } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import type { CommandOutput } from '@paintbox/deploy-core/run';
import type { CustomCheck } from './custom-check.ts';
import { checksOptions } from '../errors.ts';
import { whole } from './option-problems.ts';
import type { Finding } from './result.ts';

/** Which tool, and what its exit code means. */
export interface CommandOptions {
  /** `command` or `command.what`: `command.audit`. */
  readonly id: 'command' | `command.${string}`;
  /** The command and its arguments. No shell interprets them. */
  readonly run: readonly [string, ...string[]];
  /** Where it runs. Default: the folder of this process. */
  readonly cwd?: string | undefined;
  /** Added to the run's environment. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Exit codes that warn, for tools with separate codes for findings and failures. Default none. */
  readonly warns?: readonly number[] | undefined;
  /** How long it may take, in ms. Default 120,000. */
  readonly timeoutMs?: number | undefined;
  /** Whether a failure fails the suite. Default true. */
  readonly critical?: boolean | undefined;
}

/** Only the end of the output is kept: tools report problems there. */
const KEPT_CHARACTERS = 8_000;

/**
 * A check that runs a tool: exit code 0 passes, any other fails unless `warns` names it. A tool that is not there or does not end is inconclusive.
 *
 * @example
 * gate('before', [command({ id: 'command.audit', run: ['npm', 'audit', '--audit-level', 'high'] })]);
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function command(options: CommandOptions): CustomCheck {
  const { id, run, timeoutMs = 120_000, critical = true } = options;
  const problems = [
    ...((run as readonly string[]).length === 0 ? ['run names no command'] : []),
    ...whole('timeoutMs', timeoutMs),
  ];
  if (problems.length > 0) throw checksOptions(problems.map((problem) => `${id}: ${problem}`));
  return {
    id,
    describe: `does ${run.join(' ')} succeed?`,
    critical,
    run: (_target, ctx) => execute(options, ctx),
  };
}

async function execute(options: CommandOptions, ctx: StageContext): Promise<Finding> {
  const { run, cwd, env, timeoutMs = 120_000 } = options;
  const startedAt = performance.now();
  registerSecrets({ ...ctx.env, ...env }, ctx);
  try {
    const output = await ctx.$({ cwd, env, timeoutMs })`${run}`;
    return judge(options, output, Math.round(performance.now() - startedAt));
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (!isDeployError(error)) throw error;
    return {
      verdict: 'inconclusive',
      message: error.message,
      evidence: { command: run.join(' '), code: error.code },
      hint: error.hint ?? undefined,
    };
  }
}

/** Masks variables in the output, because tools may print their environment when they fail. */
function registerSecrets(env: StageContext['env'], ctx: StageContext): void {
  for (const [name, value] of Object.entries(env)) {
    if (
      value !== undefined &&
      value.length >= 8 &&
      /TOKEN|SECRET|PASSW|API_?KEY|PRIVATE|CREDENTIAL/i.test(name)
    ) {
      ctx.secret(value);
    }
  }
}

function judge({ run, warns = [] }: CommandOptions, output: CommandOutput, durationMs: number): Finding {
  const { exitCode, signal } = output;
  const evidence = {
    command: run.join(' '),
    exitCode,
    signal,
    durationMs,
    stdout: output.stdout.slice(-KEPT_CHARACTERS),
    stderr: output.stderr.slice(-KEPT_CHARACTERS),
  };
  const name = run[0];
  if (exitCode === 0) return { verdict: 'pass', message: `${name} found nothing wrong`, evidence };
  // Exit codes 126 and 127 come from a shell that could not run the tool.
  if (exitCode === 126 || exitCode === 127) {
    const message = `${name} could not be run (exit code ${exitCode})`;
    return { verdict: 'inconclusive', message, evidence, hint: `install ${name}, or correct the command` };
  }
  const how = exitCode === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${exitCode}`;
  const last = lastLine(output.stderr) ?? lastLine(output.stdout);
  const message = `${name} ${how}${last === undefined ? '' : `: ${last}`}`;
  const hint = `run it yourself: ${run.join(' ')}`;
  if (exitCode === null) return { verdict: 'inconclusive', message, evidence, hint };
  return { verdict: warns.includes(exitCode) ? 'warn' : 'fail', message, evidence, hint };
}

function lastLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .findLast((line) => line !== '')
    ?.slice(0, 200);
}
