/**
 * The real Docker builds with `docker()` and pushes to the emulated registry, and the image boots. It takes the `docker` on the PATH, with buildx and an engine or
 * builder that the person has chosen; nothing is pulled.
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'node:assert/strict';
import { docker } from '../src/index.ts';
import { codesOf, openRig } from './rig.ts';

try {
  execFileSync('docker', ['buildx', 'inspect'], { stdio: 'pipe', timeout: 30_000 });
} catch (error) {
  process.stdout.write(`docker: no builder answers, nothing was tried: ${String(error)}\n`);
  process.exit(2);
}

await using rig = await openRig();
await rig.writeApp('one');
const context = join(rig.dir, 'app');
await writeFile(
  join(context, 'Dockerfile'),
  'FROM scratch\nWORKDIR /app\nCOPY server.mjs .\nCMD ["node", "/app/server.mjs"]\n',
);
const { 'fleet-before': before } = await rig.before();
const env = { ...rig.env, HOME: process.env['HOME'], DOCKER_CONFIG: process.env['DOCKER_CONFIG'] };
const app = rig.flyWith({ builder: docker() });

const built = await rig.run(app.build({ context, label: 'v1' }), { 'fleet-before': before }, { env });
assert.deepEqual(codesOf(built), [], String(built.error));
const booted = await rig.run(app.boot(), { 'fleet-before': before, ...built.outputs });
assert.deepEqual(codesOf(booted), [], String(booted.error));
const [machine] = rig.machines();
assert.equal(machine?.image_ref.digest, built.outputs?.image.digest);

await writeFile(join(context, 'Dockerfile'), 'FROM scratch\nCOPY nothing .\n');
const broken = await rig.run(app.build({ context, label: 'v2' }), { 'fleet-before': before }, { env });
assert.deepEqual(codesOf(broken), ['FLY_BUILD_FAILED']);

process.stdout.write(
  `docker built and pushed ${built.outputs?.image.ref}; a machine runs it; a broken build is told: ${String(broken.error)}\n1 of 1\n`,
);
