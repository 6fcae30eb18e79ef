/** The page of changes, from changesets that wait and the changelogs of released packages. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { changelogPage, released, waiting } from '../../scripts/changelog-page/entries.ts';

const CHANGESET = `---
'@paintbox/deploy-core': minor
'@paintbox/deploy-plugin-fly': patch
---

A switch may go in steps.

- One machine first.
`;

const CHANGELOG = `# @paintbox/deploy-cli

## 0.2.0

### Minor Changes

- 1a2b3c4: \`explain\` answers in plain words.

  Also for old runs.

### Patch Changes

- Updated dependencies
  - @paintbox/deploy-core@0.2.0

## 0.1.0

### Patch Changes

- 5d6e7f8: The first one.
`;

test('a changeset is listed by what it is about, a plugin before the core', () => {
  const entry = waiting(CHANGESET);
  assert.ok(entry !== undefined);

  const page = changelogPage([entry], new Map());

  assert.match(
    page,
    '## Not released yet\n\n### Fly.io\n\n- A switch may go in steps.\n\n  - One machine first.\n',
  );
});

test('versions come newest first, without hashes and without updated dependencies', () => {
  const page = changelogPage([], released('cli', CHANGELOG));

  assert.match(
    page,
    '## 0.2.0\n\n### Command line and reports\n\n- `explain` answers in plain words.\n\n  Also for old runs.\n\n## 0.1.0',
  );
  assert.not.match(page, 'Updated dependencies');
  assert.not.match(page, '1a2b3c4');
  assert.not.match(page, 'Not released yet');
});

test('a change that several packages list is shown once', () => {
  const entries = ['plugin-fly', 'plugin-aws'].map((name) => ({ packages: [name], text: 'Both.' }));

  const page = changelogPage([], new Map([['1.0.0', entries]]));

  assert.is(page.split('- Both.').length, 2);
  assert.match(page, '### In several parts');
});

test('an empty changeset is none', () => {
  assert.is(waiting('---\n---\n'), undefined);
  assert.is(waiting('# Changesets\n'), undefined);
});

test.run();
