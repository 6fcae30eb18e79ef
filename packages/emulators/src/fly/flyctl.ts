/** The stand-in for flyctl: has the emulated platform build an image and push it, and does nothing else. A test double, not Fly.io's tool. */
import { build, type Daemon } from './cli/build.ts';
import { FlyctlError } from './cli/failure.ts';

async function main(words: readonly string[]): Promise<void> {
  if (words[0] === 'version') {
    process.stdout.write('flyctl v0.4.87 stand-in (a test double of flyctl, it only builds)\n');
    return;
  }
  const url = process.env['FLY_EMULATOR_API'];
  if (!url)
    throw new FlyctlError('this is a stand-in: FLY_EMULATOR_API must hold the address of its platform');
  if (words[0] !== 'deploy' || !words.includes('--build-only')) throw refusal(words, url);
  const daemon: Daemon = { url, token: tokenOf(process.env) };
  await build(daemon, words.slice(1));
}

/** A deploy, and every look at machines, is a matter of the Machines API here. */
function refusal(words: readonly string[], url: string): FlyctlError {
  const asked = words.filter((word) => !word.startsWith('-')).slice(0, 2);
  const typed = ['flyctl', ...asked].join(' ');
  return new FlyctlError(
    `the stand-in only builds (flyctl deploy --build-only --push); for '${typed}' use the real flyctl, or the Machines API at ${url}`,
  );
}

function tokenOf(env: NodeJS.ProcessEnv): string {
  const token = (env['FLY_ACCESS_TOKEN'] ?? env['FLY_API_TOKEN'] ?? '')
    .trim()
    .replace(/^(FlyV1|Bearer) /u, '');
  if (token === '') throw new FlyctlError("no access token available. Please login with 'flyctl auth login'");
  return token;
}

// flyctl leaves in silence when it is told to.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(127));
try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof FlyctlError ? 1 : 3;
}
