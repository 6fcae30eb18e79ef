/** The command that a machine's app is started with: what the config says, and the image's own for the rest. */
import type { ImageManifest } from './images.ts';
import type { MachineConfig } from './machine.ts';

/** `exec` replaces all of it; else the entrypoint comes first, whatever the command is (D: reference/configuration, processes). */
export function appCommand(
  image: Pick<ImageManifest, 'entrypoint' | 'cmd'>,
  { exec, entrypoint, cmd }: NonNullable<MachineConfig['init']> = {},
): readonly string[] {
  if (exec?.length) return exec;
  return [...withoutInit(given(entrypoint) ?? image.entrypoint), ...(given(cmd) ?? image.cmd)];
}

/** An empty list is none. */
function given(words: readonly string[] | null | undefined): readonly string[] | undefined {
  return words?.length ? words : undefined;
}

/** The emulator starts and reaps machines itself, as Fly's own init does, and the image's init or start script is no program of this computer. */
function withoutInit(entrypoint: readonly string[]): readonly string[] {
  const [program = '', separator] = entrypoint;
  if (/(^|\/)(tini|dumb-init|catatonit)$/u.test(program) && separator === '--')
    return withoutInit(entrypoint.slice(2));
  // The script of the official Node.js images runs the command (nodejs/docker-node).
  return /(^|\/)docker-entrypoint\.sh$/u.test(program) ? entrypoint.slice(1) : entrypoint;
}
