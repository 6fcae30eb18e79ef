/** Two versions of the core in one program, each really installed: a plugin brought its own. They type-check together, and each runs what the other made. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { must, onlyTarball, packedCore } from '../packed.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAMS = join(import.meta.dirname, 'fixtures');
const CORE = '@paintbox/deploy-core';
const compilerOptions = { target: 'es2024', module: 'nodenext', strict: true, types: ['node'] };

/** The same package under another version, packed anew. */
async function repacked(tarball: string, version: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await must(['tar', '-xzf', tarball, '-C', folder], folder);
  const manifest = join(folder, 'package/package.json');
  const read = JSON.parse(await readFile(manifest, 'utf8')) as object;
  await writeFile(manifest, JSON.stringify({ ...read, version }));
  await must(['npm', 'pack', './package', '--ignore-scripts'], folder);
  return onlyTarball(folder);
}

async function installed(folder: string, tarballs: readonly string[]): Promise<void> {
  const packages = [...tarballs, '@types/node@24'];
  await must(['npm', 'install', ...packages, '--no-audit', '--no-fund', '--prefer-offline'], folder);
}

const cores = suite<{ folder: string }>('two cores', { folder: '' });

cores.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'paintbox-two-cores-'));
  const { folder } = context;
  const ours = await packedCore(join(folder, 'ours'));
  const theirs = await repacked(ours, '97.0.0', join(folder, 'theirs'));

  // The plugin, built by people who have the other version.
  const acme = join(folder, 'acme');
  await cp(join(PROGRAMS, 'acme.ts'), join(acme, 'src/index.ts'));
  await writeFile(
    join(acme, 'package.json'),
    JSON.stringify({ name: 'acme-stages', version: '1.0.0', type: 'module', exports: './dist/index.js' }),
  );
  await writeFile(
    join(acme, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { ...compilerOptions, declaration: true, rootDir: 'src', outDir: 'dist' },
      include: ['src'],
    }),
  );
  await installed(acme, [theirs]);
  await must(['tsc', '-p', 'tsconfig.json'], acme);
  await must(['npm', 'pack', '--ignore-scripts'], acme);

  // The program, with a core of its own beside the plugin's.
  const app = join(folder, 'app');
  await mkdir(app);
  const program = await readFile(join(PROGRAMS, 'app.ts'), 'utf8');
  await writeFile(join(app, 'app.ts'), program.replace('./acme.ts', 'acme-stages'));
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'app', type: 'module' }));
  await writeFile(
    join(app, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: true }, files: ['app.ts'] }),
  );
  await installed(app, [ours, await onlyTarball(acme)]);
});

cores.after(async ({ folder }) => {
  await rm(folder, { recursive: true, force: true });
});

cores('both versions are really there', async ({ folder }) => {
  const version = async (path: string): Promise<unknown> => {
    const manifest = join(folder, 'app/node_modules', path, CORE, 'package.json');
    return (JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: unknown }).version;
  };

  assert.is(await version('acme-stages/node_modules'), '97.0.0');
  assert.is.not(await version('.'), '97.0.0');
});

for (const compiler of ['typescript', 'typescript-6']) {
  cores(`they type-check together (${compiler})`, async ({ folder }) => {
    const tsc = join(ROOT, 'node_modules', compiler, 'bin/tsc');

    assert.is(await must([process.execPath, tsc, '-p', 'tsconfig.json'], join(folder, 'app')), '');
  });
}

cores('each runs what the other made', async ({ folder }) => {
  const seen = JSON.parse(await must([process.execPath, 'app.ts'], join(folder, 'app'))) as object;

  assert.equal(seen, {
    'their stages in our pipeline': { exitCode: 0, used: 'made by acme', logged: 'sent [redacted]' },
    'their pipeline': { exitCode: 0, statuses: ['succeeded', 'succeeded'] },
    'their error': {
      exitCode: 2,
      attempts: 2,
      code: 'ACME_CLOSED',
      hint: 'open it',
      ours: true,
    },
    'their finish': { exitCode: 0, statuses: ['succeeded', 'skipped'] },
    'their undo': { exitCode: 1, flags: [] },
    'our pipeline run by them': { exitCode: 0 },
    'their secret': { shown: '[redacted] "[redacted]" [redacted] {}', value: 'hidden-value' },
    'their stage in our contract': [
      'name',
      'describe',
      'wiring',
      'plan',
      'run',
      'outputs',
      'read-only',
      'abort-at-start',
    ],
  });
});

cores.run();
