/** The process a local world lives in: `node daemon.ts DIR [TIME_SCALE]`. Says where it is in DIR/world.json once it can be used. */
import { appendFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startWorld } from './world.ts';

const dir = process.argv[2] ?? '';
const timeScale = process.argv[3] === undefined ? undefined : Number(process.argv[3]);
const addressFile = join(dir, 'world.json');
const log = (line: string): void =>
  appendFileSync(join(dir, 'world.log'), `${new Date().toISOString()} ${line}\n`);

try {
  const world = await startWorld({ dir, timeScale, log });
  const end = (): void => {
    void rm(addressFile, { force: true })
      .then(() => world.close())
      .finally(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  await writeFile(`${addressFile}~`, JSON.stringify(world.address, null, 2), { mode: 0o600 });
  await rename(`${addressFile}~`, addressFile);
} catch (error) {
  log(`could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exit(1);
}
