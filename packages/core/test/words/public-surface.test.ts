import { execFile } from 'node:child_process';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inTempFolder } from '../temp-folder.ts';

const SRC = resolve(import.meta.dirname, '../../src');
const ROOT = resolve(SRC, '../../..');
const WORDS = join(import.meta.dirname, 'fixtures/example-words.ts');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** What a newcomer meets first: each shows how it is used. */
const MAIN =
  'artifact json optional stage parallel limited when definePipeline defineConfig flag text Secret DeployError runPipeline planPipeline resumeRun readRecord readJournal listRuns fileStore lockStatus forceUnlock createRedactor verdictOf';

interface Export {
  readonly name: string;
  readonly isType: boolean;
  readonly file: string;
}

const doors = await Promise.all(
  ['index.ts', 'run.ts', 'release.ts', 'keys.ts', 'proxy.ts', 'fleet.ts', 'testing/index.ts'].map(
    async (door) => ({
      path: join(SRC, door),
      names: await exportsOf(join(SRC, door)),
    }),
  ),
);
const core = doors.flatMap(({ names }) => names);
const granted = [
  ...(await readFile(WORDS, 'utf8')).matchAll(/^export (?:declare )?(?:const|function|\* as) (\w+)/gm),
].map(([, name = '']) => ({ name, isType: false, file: WORDS }));

test('every exported name has a doc comment', async () => {
  const bare: string[] = [];
  for (const { name, file } of core) {
    if (docOf(await readFile(file, 'utf8'), name) === undefined)
      bare.push(`${name} in ${relative(SRC, file)}`);
  }

  assert.equal(bare, []);
});

test('the main names have an example', async () => {
  const bare: string[] = [];
  for (const name of MAIN.split(' ')) {
    const found = core.find((one) => one.name === name);
    const doc = found === undefined ? undefined : docOf(await readFile(found.file, 'utf8'), name);
    if (doc?.includes('@example') !== true) bare.push(name);
  }

  assert.equal(bare, []);
});

test('every example compiles', async () => {
  await inTempFolder(async (folder) => {
    const programs = await examples();
    assert.ok(programs.size >= 20, `only ${programs.size} examples were found`);
    for (const [name, text] of programs) await writeFile(join(folder, name), text);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options()));

    const said = await compile(folder);

    assert.is(said, '');
  });
});

test.run();

/** The names an index re-exports, and the files they are declared in. */
async function exportsOf(index: string): Promise<readonly Export[]> {
  const text = await readFile(index, 'utf8');
  return [...text.matchAll(/export (type )?\{([^}]*)\} from '([^']*)'/g)].flatMap(
    ([, type, names = '', from = '']) =>
      [...names.matchAll(/\w+/g)].map(([name]) => ({
        name,
        isType: type !== undefined,
        file: resolve(dirname(index), from),
      })),
  );
}

/** The doc comment directly above the declaration of a name. */
function docOf(source: string, name: string): string | undefined {
  const declared = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[^])*\\*/)\\n(?:// .*\\n)?export (?:async )?(?:abstract )?(?:interface|type|class|const|function\\*?) ${name}\\b`,
  );
  return declared.exec(source)?.[1];
}

/** Each example as a program of its own, by a file name that says where it is from. */
async function examples(): Promise<ReadonlyMap<string, string>> {
  const programs = new Map<string, string>();
  for await (const file of glob('**/*.ts', { cwd: SRC })) {
    const source = await readFile(join(SRC, file), 'utf8');
    const found = source.matchAll(/^ *\* @example\n((?: *\*(?! @|\/).*\n)+)/gm);
    for (const [number, [, block = '']] of [...found].entries()) {
      const code = block.replaceAll(/^ *\* ?(?:```.*)?/gm, '');
      programs.set(`${file.replaceAll(/[\\/]/g, '-').replace(/\.ts$/, '')}-${number + 1}.ts`, program(code));
    }
  }
  return programs;
}

function program(code: string): string {
  const isUsed = (name: string): boolean =>
    new RegExp(`(?<!(?:^|[^.])\\.|['\\w])${name}\\b`).test(code) &&
    !new RegExp(`\\b(?:const|function|class|type|interface) ${name}\\b`).test(code);
  const from = (path: string, names: readonly Export[]): string =>
    names
      .filter(({ name }) => isUsed(name))
      .map(({ name, isType }) => `import ${isType ? 'type ' : ''}{ ${name} } from '${path}';\n`)
      .join('');
  const words = granted.filter(({ name }) => !core.some((known) => known.name === name));
  return [
    ...doors.map(({ path, names }) => from(path, names)),
    from(WORDS, words),
    'export {};\n',
    code,
  ].join('');
}

function options(): object {
  return {
    extends: join(ROOT, 'tsconfig.test.json'),
    compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')], noImplicitReturns: false },
    include: ['.'],
  };
}

function compile(folder: string): Promise<string> {
  const args = [TSC, '-p', folder, '--pretty', 'false'];
  return new Promise((settle, reject) => {
    execFile(process.execPath, args, { cwd: folder, timeout: 180_000 }, (error, stdout) => {
      if (error !== null && error.code !== 1 && error.code !== 2) reject(error);
      else settle(stdout);
    });
  });
}
