import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DeployError, errorTable } from '../../src/index.ts';
import { coreErrors, errorRecord, knownErrors } from '../../src/run.ts';
import { registerErrors } from '../../src/words/error-registry.ts';
import { docsPage, plainText } from '../../src/words/docs-site.ts';

const shop = errorTable(
  'test-shop',
  {
    SHOP_CLOSED: { exitCode: 4, means: 'The shop answers 503.', do: 'open it: `shop open --now`' },
    SHOP_LATE: { exitCode: [1, 6], means: 'It is late.', do: 'wait' },
    SHOP_ALL: { exitCode: 'problems', means: 'Several.', do: 'see each' },
    SHOP_ANSWER: { exitCode: null, means: 'An answer to a client.', do: 'ask with GET' },
  },
  { docs: 'https://shop.example/errors' },
);

test('an error has its exit code, its hint and the address of its docs from the table', () => {
  const error = shop.error('SHOP_CLOSED', 'the shop answers 503');

  assert.instance(error, DeployError);
  const { code, message, exitCode, hint, docs, transient } = error;
  assert.equal(
    { code, message, exitCode, hint, docs, transient },
    {
      code: 'SHOP_CLOSED',
      message: 'the shop answers 503',
      exitCode: 4,
      hint: 'open it: `shop open --now`',
      docs: 'https://shop.example/errors#shop-closed',
      transient: false,
    },
  );
});

test('a maker can say more than the row: a better hint, none, a cause, that it passes', () => {
  const cause = new Error('ECONNREFUSED');

  const better = shop.error('SHOP_CLOSED', 'm', { hint: 'open shop 7', cause, transient: true });
  const none = shop.error('SHOP_CLOSED', 'm', { hint: null });

  assert.is(better.hint, 'open shop 7');
  assert.is(better.cause, cause);
  assert.ok(better.transient);
  assert.is(none.hint, undefined);
});

test('a row with several exit codes has the first one, or the one that its maker names', () => {
  assert.is(shop.error('SHOP_LATE', 'm').exitCode, 1);
  assert.is(shop.error('SHOP_LATE', 'm', { exitCode: 6 }).exitCode, 6);
  // @ts-expect-error the row does not have it
  shop.error('SHOP_LATE', 'm', { exitCode: 3 });
  // @ts-expect-error the exit code of this one comes from the table
  shop.error('SHOP_CLOSED', 'm', { exitCode: 1 });
  // @ts-expect-error there is no such code
  shop.error('SHOP_CLOZED', 'm');
});

test('an error that gathers others has the first exit code of theirs that is not 1', () => {
  const one = shop.error('SHOP_LATE', 'm');
  const four = shop.error('SHOP_CLOSED', 'm');

  assert.is(shop.error('SHOP_ALL', 'm', { problems: [one, four] }).exitCode, 4);
  assert.is(shop.error('SHOP_ALL', 'm', { problems: [one] }).exitCode, 1);
  assert.is(shop.error('SHOP_ALL', 'm').exitCode, 1);
});

test('a table without docs gives none, and so does an error that was made without a table', () => {
  const bare = errorTable('test-bare', { BARE_ONE: { exitCode: 1, means: 'One.', do: 'mend it' } });

  assert.is(bare.error('BARE_ONE', 'm').docs, null);
  assert.is(new DeployError('BARE_TWO', 'm').docs, null);
  assert.is(errorRecord(bare.error('BARE_ONE', 'm')).docs, null);
});

test('an error of ours names the page of the site, and so does an error that nobody expected', () => {
  assert.is(coreErrors.error('LOCK_HELD', 'm').docs, 'https://paintbox.github.io/deploy/errors#lock-held');
  assert.is(errorRecord(new TypeError('x')).docs, docsPage('errors#internal'));
});

test('every table of the process is known, also that of another copy of this package', async () => {
  const copy = (await import(`${import.meta.resolve('../../src/words/error-registry.ts')}?copy`)) as {
    readonly registerErrors: typeof registerErrors;
  };
  assert.is.not(copy.registerErrors, registerErrors);

  const rows = { OTHER_COPY: { exitCode: 1, means: 'One.', do: 'mend it' } } as const;
  copy.registerErrors({ name: 'test-other-copy', docs: null, rows });

  const names = knownErrors().map(({ name }) => name);
  for (const name of ['core', 'test-shop', 'test-other-copy']) assert.ok(names.includes(name), name);
  assert.ok('OTHER_COPY' in (knownErrors().find(({ name }) => name === 'test-other-copy')?.rows ?? {}));
});

test('a hint is plain: links are addresses, and only commands keep their backticks', () => {
  assert.is(
    plainText('correct `app`; [state.md](state.md#rights) and [fly](https://fly.io) say **how**'),
    `correct app; ${docsPage('state#rights')} and fly (https://fly.io) say how`,
  );
  assert.is(plainText('type `paintbox-deploy keys ensure`'), 'type `paintbox-deploy keys ensure`');
  assert.is(plainText('see [unusable](#keys-unusable)'), `see ${docsPage('errors#keys-unusable')}`);
});

test.run();
