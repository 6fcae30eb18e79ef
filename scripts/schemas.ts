/**
 * Makes the JSON Schemas of the record and of run events from their types: `node scripts/schemas.ts` fails when `packages/core/schemas` says
 * something else, `--accept` writes it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';
import type { SchemaGenerator } from 'ts-json-schema-generator';

const core = fileURLToPath(new URL('../packages/core', import.meta.url));
/** Schema name to its type and the door that exports it. */
const TYPES = {
  record: ['RunRecord', 'run.ts'],
  event: ['RunEvent', 'index.ts'],
  fleet: ['FleetRecord', 'fleet.ts'],
} as const;
const accept = process.argv.includes('--accept');

for (const [name, [type, door]] of Object.entries(TYPES)) {
  const file = join(core, 'schemas', `${name}.json`);
  const made = JSON.stringify(generatorOf(door).createSchema(type));
  if (accept) {
    await writeFile(file, made);
  } else if (made !== JSON.stringify(JSON.parse(await readFile(file, 'utf8')))) {
    console.error(`${file} is not what ${type} is now: node scripts/schemas.ts --accept, then format`);
    process.exitCode = 1;
  }
}

function generatorOf(door: string): SchemaGenerator {
  return createGenerator({
    path: join(core, 'src', door),
    tsconfig: join(core, 'tsconfig.json'),
    type: '*',
    // Later versions may add members; validators must not refuse them.
    additionalProperties: true,
    skipTypeCheck: true,
    topRef: false,
  });
}
