/** The emulated flyctl: one process per call, talking to the emulator's daemon. A test double, not Fly.io's tool. */
import type { Fault } from './faults.ts';
import { ApiClient } from './cli/api-client.ts';
import { parseFlags } from './cli/arguments.ts';
import type { Call } from './cli/call.ts';
import { Cancellation } from './cli/cancellation.ts';
import { findCommand } from './cli/commands.ts';
import { FlyctlError } from './cli/failure.ts';
import { appNameFrom } from './cli/load-config.ts';
import { EarlyEnd, strike } from './cli/strike.ts';

const jsonFlag = { json: { type: 'boolean', short: 'j' } } as const;

async function main(words: readonly string[]): Promise<void> {
  const { name, command, rest } = await findCommand(words);
  const args = parseFlags(rest, { ...command.flags, ...(command.json ? jsonFlag : {}) });
  const cancellation = new Cancellation();
  cancellation.listen();
  const api = new ApiClient(daemonUrl(), {
    token: tokenFor(name, args.text('access-token')),
    command: name,
    words: rest,
  });
  const appName = (): Promise<string> => appNameFrom(args);
  const app = name === 'version' ? undefined : await appName().catch(() => undefined);
  const emulator = await api.request<{ timeScale: number; faults: Fault[] }>('POST', '/_emulator/calls', {
    body: { command: name, words: rest, app },
  });
  const call: Call = {
    args,
    api,
    cancellation,
    appName,
    timing: { scale: emulator.timeScale },
    faults: emulator.faults,
    json: command.json === true && (args.bool('json', false) || isTrue(process.env['FLY_JSON'])),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  };
  await strike(call, 'start');
  if (name !== 'version') await api.whoami();
  await command.run(call);
}

function daemonUrl(): string {
  const url = process.env['FLY_EMULATOR_API'];
  if (!url)
    throw new FlyctlError(
      'this is the emulated flyctl: FLY_EMULATOR_API must hold the address of its daemon',
    );
  return url;
}

function tokenFor(command: string, flag: string | undefined): string {
  const token = flag ?? process.env['FLY_ACCESS_TOKEN'] ?? process.env['FLY_API_TOKEN'] ?? '';
  const bare = token.trim().replace(/^(FlyV1|Bearer) /u, '');
  if (bare === '' && command !== 'version') {
    throw new FlyctlError("no access token available. Please login with 'flyctl auth login'");
  }
  return bare;
}

function isTrue(value: string | undefined): boolean {
  return ['1', 'ok', 't', 'true'].includes((value ?? '').toLowerCase());
}

try {
  await main(process.argv.slice(2));
  process.exitCode = 0;
} catch (error) {
  if (error instanceof EarlyEnd) process.exitCode = error.exitCode;
  else {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Error: ${message}\n`);
    if (isTrue(process.env['FLY_GHA_ERROR_ANNOTATION']) && process.env['GITHUB_ACTIONS'] === 'true')
      process.stdout.write(`::error title=flyctl error::${message.replaceAll('\n', '%0A')}\n`);
    if (!(error instanceof FlyctlError)) process.stderr.write(`${(error as Error).stack ?? ''}\n`);
    process.exitCode = error instanceof FlyctlError ? error.exitCode : 3;
  }
}
