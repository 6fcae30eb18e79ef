/** The only file that runs flyctl. Its exit code is only reported: callers check the machines. */
import { isDeployError } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import type { CommandOutput, ExecOptions } from '@paintbox/deploy-core/run';
import type * as v from 'valibot';
import { parseAnswer } from './answer.ts';
import { commandName } from './commands.ts';
import { flyctlFailed, flyctlMissing } from '../errors.ts';
import { classifyFailure } from './classify-failure.ts';
import { findOnPath, isExecutable } from '../files.ts';

/** Limit of a command that only reads, or changes one machine, in ms. */
const SHORT_MS = 60_000;

/** How long a signalled deploy may take to clean up. flyctl handles one signal; a second one would leave machines behind. */
const DEPLOY_GRACE_MS = 60_000;

/** Turns off notices in flyctl's output, and its reports to its vendor. */
const QUIET = {
  LOG_LEVEL: 'error',
  NO_COLOR: '1',
  FLY_NO_UPDATE_CHECK: '1',
  FLY_NO_INCIDENTS_CHECK: '1',
  FLY_SEND_METRICS: '0',
} as const;

/** flyctl, bound to a run's app, signal and environment. */
export interface Flyctl {
  readonly app: string;
  /** Runs a reading command and returns its JSON. Retries twice after temporary errors. */
  ask<T>(args: readonly string[], schema: v.GenericSchema<unknown, T>): Promise<T>;
  /** Makes a short change. Throws the error of the failure table. */
  change(args: readonly string[]): Promise<void>;
  /** Runs a deploy to its end and returns its result, failed or not. */
  deploy(
    args: readonly string[],
    options: {
      readonly timeoutMs: number;
      readonly onLine: (line: string) => void;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<CommandOutput>;
}

/**
 * Finds flyctl: `FLYCTL_PATH`, else `flyctl` or `fly` on the PATH. It is resolved first because exit code 127 is both the shell's
 * "not found" and flyctl's "interrupted".
 *
 * @throws DeployError `FLY_FLYCTL_MISSING`.
 */
export async function findFlyctl(env: StageContext['env']): Promise<string> {
  const given = env['FLYCTL_PATH'];
  if (given !== undefined && given !== '') {
    if (await isExecutable(given)) return given;
    throw flyctlMissing(`FLYCTL_PATH is '${given}', which is not an executable file`);
  }
  const found = await findOnPath(['flyctl', 'fly'], env['PATH']);
  if (found === undefined) throw flyctlMissing("neither 'flyctl' nor 'fly' is on the PATH");
  return found;
}

/** The token flyctl would use, registered as a secret; it reaches flyctl through the environment only. */
export function registerToken(ctx: StageContext): boolean {
  const tokens = [ctx.env['FLY_ACCESS_TOKEN'], ctx.env['FLY_API_TOKEN']].filter(
    (token): token is string => token !== undefined && token !== '',
  );
  for (const token of tokens) {
    ctx.secret(token);
    // flyctl accepts a token with its scheme in front, but sends only its parts. So each part is registered.
    for (const part of token.replace(/^(?:FlyV1|Bearer) /, '').split(',')) if (part !== '') ctx.secret(part);
  }
  return tokens.length > 0;
}

/** Opens flyctl for one context. Inside `apply` and `observe`, pass their own context, for its signal. */
export async function openFlyctl(ctx: StageContext): Promise<Flyctl> {
  const executable = await findFlyctl(ctx.env);
  registerToken(ctx);
  const run = (args: readonly string[], options: ExecOptions): Promise<CommandOutput> =>
    ctx.$({ ...options, env: QUIET, killSignal: 'SIGINT' })`${executable} ${args}`;
  const read = async (args: readonly string[]): Promise<string> => {
    const output = await run(args, { timeoutMs: SHORT_MS, killGraceMs: 2_000 });
    if (output.exitCode === 0) return output.stdout;
    throw flyctlFailed(commandName(args), classifyFailure(output));
  };
  return {
    app: ctx.run.app,
    ask: (args, schema) =>
      withRetries(ctx, async () => parseAnswer(commandName(args), await read(args), schema)),
    async change(args) {
      const output = await run(args, { timeoutMs: SHORT_MS, killGraceMs: 15_000 });
      if (output.exitCode !== 0) throw flyctlFailed(commandName(args), classifyFailure(output));
    },
    deploy: (args, options) => run(args, { ...options, killGraceMs: DEPLOY_GRACE_MS }),
  };
}

/** Retries twice after temporary errors. Only for commands that may safely run twice. */
export async function withRetries<T>(ctx: StageContext, attempt: () => Promise<T>): Promise<T> {
  for (let delayMs = 500; ; delayMs *= 3) {
    try {
      return await attempt();
    } catch (error) {
      if (delayMs > 2_000 || !isDeployError(error) || !error.transient) throw error;
      await ctx.clock.sleep(delayMs, ctx.signal);
    }
  }
}
