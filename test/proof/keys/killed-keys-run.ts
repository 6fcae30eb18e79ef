/** Runs the key stages in a process that is killed at one of its calls. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { KeysCommand, KeysWorld } from './keys-world.ts';
import { startRelay } from './replies.ts';

const RUN_KEYS = fileURLToPath(import.meta.resolve('./fixtures/run-keys.ts'));

/** Where a run is killed: before a call reaches AWS, or when its reply is there. */
export interface Kill {
  readonly command: KeysCommand;
  /** The number of the call, from 1. */
  readonly nth: number;
  readonly when: 'before' | 'after';
  /** Told after each call, before its reply is passed on. */
  readonly look?: ((call: number) => Promise<void>) | undefined;
}

/** The signal by which the process ended; null when it came to its end. */
export async function killedKeysRun(
  world: KeysWorld,
  { command, nth, when, look }: Kill,
): Promise<NodeJS.Signals | null> {
  let kill = (): void => undefined;
  await using relay = await startRelay({
    url: world.awsUrl,
    onCall: async (call, at) => {
      if (at === 'after') await look?.(call);
      if (call === nth && at === when) kill();
    },
  });
  const child = spawn(process.execPath, [RUN_KEYS, JSON.stringify(world.through(relay.url)), command], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 180_000,
    killSignal: 'SIGTERM',
  });
  kill = () => void child.kill('SIGKILL');
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return signal;
}
