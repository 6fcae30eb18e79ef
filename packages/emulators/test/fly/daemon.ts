/** Runs an emulated platform in a process of its own, for tests that kill it. */
import { startFlyEmulator } from '../../src/fly/index.ts';

const [dir = ''] = process.argv.slice(2);
const emulator = await startFlyEmulator({ dir, timeScale: 0.01 });
if (emulator.apps().length === 0) await emulator.createApp({ name: 'demo' });
const { apiUrl, flyctlPath, caFile } = emulator;
process.send?.({ apiUrl, flyctlPath, caFile, edgeUrl: emulator.edgeUrl('demo') });
