/** The pages of errors show how each code looks: a real message, which the sources still make. */
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codePages } from '../scripts/error-pages/code-page.ts';
import { examplesOf } from '../scripts/error-pages/examples.ts';
import { errorTables } from '../scripts/error-pages/tables.ts';
import { isMade, templatesOf } from '../scripts/error-pages/templates.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const test = suite('examples of errors');

test('the page of every code shows a message with its values', async () => {
  const tables = await errorTables(ROOT);
  const pages = codePages(tables, await examplesOf(ROOT, tables));

  assert.ok(pages.size >= 280, String(pages.size));
  for (const [name, page] of pages) {
    const [, message = ''] = /\nerror [A-Z0-9_]+: (.*)\n/.exec(page) ?? [];
    assert.ok(message.length >= 12 && !message.includes('…'), `${name}: ${message}`);
  }
});

test('an example that no source makes any more is found', async () => {
  const templates = await templatesOf(ROOT);

  assert.ok(
    isMade(
      'LOCK_LOST',
      'run a lost the lock (token 1): its lease expired or another run took over',
      templates,
    ),
  );
  assert.not(isMade('LOCK_LOST', 'run a has lost its lock', templates));
  assert.not(isMade('JWK_WRONG_USE', 'key "a" is meant for encryption', templates));
});

test('a code without an example is named', async () => {
  const tables = await errorTables(ROOT);
  const row = { exitCode: 1, means: 'The shop is closed.', do: 'open it' } as const;
  let said = '';
  await examplesOf(ROOT, [...tables, { name: 'shop', docs: null, rows: { SHOP_CLOSED: row } }]).catch(
    (error: unknown) => (said = String(error)),
  );

  assert.match(said, 'SHOP_CLOSED has no example');
});

test.run();
