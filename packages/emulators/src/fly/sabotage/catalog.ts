/** Deliberate defects that a build can be given, to see whether a pipeline catches them. */
import { fileURLToPath } from 'node:url';

/** What goes wrong in a sabotaged build. The app's own code is not touched: a preload module patches node:http. */
export const sabotageNames = [
  'empty-jwks',
  'http-500',
  'crash-on-start',
  'slow',
  'private-key-leak',
  'wrong-build',
  'stale-edge',
] as const;

/** A defect that a build can have. */
export type Sabotage = (typeof sabotageNames)[number];

/** Image label that names the defect. */
export const sabotageLabel = 'dev.paintbox.emulator.sabotage';

const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
const imageFolder = '.sabotage';

export function isSabotage(name: string): name is Sabotage {
  return (sabotageNames as readonly string[]).includes(name);
}

/** Modules of the image to load before the app. `stale-edge` is a defect of the edge and changes no file. */
export function sabotagePreload(name: Sabotage): string[] {
  return name === 'stale-edge' ? [] : [`${imageFolder}/${name}.${extension}`];
}

/** Files to copy into the image. */
export function sabotageFiles(name: Sabotage): { from: string; to: string }[] {
  if (name === 'stale-edge') return [];
  return [name, 'rewrite-responses'].map((module) => ({
    from: fileURLToPath(new URL(`./${module}.${extension}`, import.meta.url)),
    to: `${imageFolder}/${module}.${extension}`,
  }));
}
