/** The doors of the package: how many names each has, and that a name has one door. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const CORE = resolve(import.meta.dirname, '..');

/** At most so many names, values and types together. A door that needs more has a name too many, or is two doors. */
const MOST: Readonly<Record<string, number>> = {
  '.': 35,
  './run': 92,
  './release': 53,
  './keys': 22,
  './proxy': 5,
  './fleet': 103,
  './testing': 25,
};

async function doors(): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(await readFile(join(CORE, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string>>;
  };
  return new Map(Object.entries(manifest.exports).filter(([, file]) => file.endsWith('.ts')));
}

/** The names that a door lists. */
async function namesOf(file: string): Promise<readonly string[]> {
  const text = await readFile(join(CORE, file), 'utf8');
  const code = text.replaceAll(/^\/\/.*$/gm, '').trim();
  const lists = [...code.matchAll(/^export (?:type )?\{([^}]*)\} from '[^']+';$/gm)];
  assert.match(code, /^import '\.\.?\/node-version\.ts';\n/, `${file} looks at the version of Node first`);
  assert.is(code.split(';').length - 2, lists.length, `${file} does anything but list names`);
  return lists.flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );
}

test('every door has at most the names that were agreed on', async () => {
  const open = await doors();

  assert.equal([...open.keys()].sort(), Object.keys(MOST).sort());
  for (const [door, file] of open) {
    const count = (await namesOf(file)).length;
    assert.ok(count > 0 && count <= (MOST[door] ?? 0), `${door} has ${count} names, at most ${MOST[door]}`);
  }
});

test('a name has one door', async () => {
  const all = await Promise.all([...(await doors()).values()].map(namesOf));
  const names = all.flat();

  assert.equal(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test.run();
