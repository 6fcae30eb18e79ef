/** Variables that make the emulated builder build a broken app. */
import { fileURLToPath } from 'node:url';

const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

/** The app crashes before it listens. */
export const crashOnStart = { FLY_EMULATOR_PRELOAD: fixture('crash-on-start.ts') };

/** The edge goes on using the machines that this build replaces. */
export const staleEdge = { FLY_EMULATOR_STALE_EDGE: 'true' };
