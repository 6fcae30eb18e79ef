/** The documents tell the truth: every error code is explained, every link leads somewhere, every sample compiles, and the sample test passes. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codeAnchor, docsSite, exitCodes, knownErrors } from '@paintbox/deploy-core/run';
import type { KnownErrors } from '@paintbox/deploy-core/run';
import { examplesOf } from '../scripts/error-pages/examples.ts';
import { errorPage } from '../scripts/error-pages/page.ts';
import { runCommand } from '../scripts/run-command.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CODE = '[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+';

/** The texts of all published sources, by path. The emulators and the local world speak for other services: none of their codes is ours. */
async function sources(): Promise<readonly (readonly [path: string, text: string])[]> {
  const packages = (await readdir(join(ROOT, 'packages'))).filter(
    (name) => name !== 'emulators' && name !== 'local-world',
  );
  const files = await Promise.all(
    packages.map(async (name) => {
      const folder = join(ROOT, 'packages', name, 'src');
      const entries = await readdir(folder, { recursive: true });
      return entries.filter((entry) => entry.endsWith('.ts')).map((entry) => join(folder, entry));
    }),
  );
  // Comments make nothing: an example in one may use any code.
  return Promise.all(
    // The executable is no TypeScript.
    [...files.flat(), join(ROOT, 'packages/cli/bin.cjs')].map(
      async (file) => [file, (await readFile(file, 'utf8')).replaceAll(/\/\*[\s\S]*?\*\//g, '')] as const,
    ),
  );
}

/** Words in capitals that stand in a source and are no codes: variables, codes of Node, and placeholders. */
const NO_CODES: ReadonlySet<string> = new Set(
  `BUILDX_CONFIG DOCKER_CONFIG AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWS_ROLE_ARN AWS_REGION
  AWS_DEFAULT_REGION AWS_MAX_ATTEMPTS AWS_EC2_METADATA_DISABLED AWS_CONFIG_FILE
  AWS_SHARED_CREDENTIALS_FILE AWS_WEB_IDENTITY_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_FULL_URI
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_ENDPOINT_URL AWS_ENDPOINT_URL_SECRETS_MANAGER
  AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL_CLOUDWATCH PAINTBOX_STATE_BUCKET PAINTBOX_POSTGRES_URL AWS_IGNORE_CONFIGURED_ENDPOINT_URLS NODE_EXTRA_CA_CERTS FLY_APP
  FLY_API_TOKEN FLY_ACCESS_TOKEN FLYCTL_PATH FLY_FLAPS_BASE_URL FLY_API_BASE_URL FLY_REGISTRY_HOST HTTP_PROXY HTTPS_PROXY NO_PROXY FORCE_ROLLBACK PAINTBOX_APP_URL PAINTBOX_BUILD_ID
  PAINTBOX_STATE_DIR PAINTBOX_TYPED_AS PAINTBOX_WATCH SLACK_WEBHOOK NOTIFICATION_EMAIL SMTP_URL SLACK_BOT_TOKEN SLACK_CHANNEL SLACK_API_URL
  NOTIFY_WEBHOOK_URL NOTIFY_WEBHOOK_SECRET GITHUB_TOKEN GITHUB_REPOSITORY GITHUB_API_URL GITHUB_SERVER_URL GITHUB_RUN_ID NO_COLOR FORCE_COLOR GITHUB_ACTIONS
  GITHUB_ACTOR GITLAB_USER_LOGIN BUILDKITE_BUILD_CREATOR GITHUB_SHA CI_COMMIT_SHA BUILDKITE_COMMIT GIT_COMMIT CI_JOB_URL BUILDKITE_BUILD_URL BUILD_URL CIRCLE_BUILD_URL
  CI_PROJECT_URL PAINTBOX_REPORT_URL
  OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_TRACES_ENDPOINT OTEL_EXPORTER_OTLP_PROTOCOL
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL OTEL_EXPORTER_OTLP_HEADERS OTEL_EXPORTER_OTLP_TRACES_HEADERS
  OTEL_EXPORTER_OTLP_TIMEOUT OTEL_EXPORTER_OTLP_TRACES_TIMEOUT OTEL_SDK_DISABLED OTEL_RESOURCE_ATTRIBUTES
  OTEL_SERVICE_NAME GITHUB_STEP_SUMMARY GITHUB_OUTPUT JWKS_URL KEY_ARN ACCOUNT_ID`.split(/\s+/),
);

/** Literals that look like a code and are not known as one: a code made in a way that is not looked for shows here. */
function unexplainedLiterals(source: string, known: ReadonlySet<string>): readonly string[] {
  return [...source.matchAll(new RegExp(`'(${CODE})'`, 'g'))]
    .map((match) => match[1] ?? '')
    .filter((word) => !known.has(word) && !NO_CODES.has(word) && !word.startsWith('ERR_'));
}

/** A table is known as soon as its file is imported. */
async function tables(): Promise<readonly KnownErrors[]> {
  for (const [file] of await sources()) if (/\/src\/\w+-errors\.ts$/.test(file)) await import(file);
  return knownErrors().filter(({ name }) => !name.startsWith('test-'));
}

async function listedCodes(): Promise<readonly string[]> {
  return (await tables()).flatMap(({ rows }) => Object.keys(rows));
}

test('every package has its table, and no code is in two of them', async () => {
  const names = (await tables()).map(({ name }) => name).sort();
  const codes = await listedCodes();

  assert.equal(names, ['aws', 'checks', 'cli', 'core', 'fly', 'notify', 'otel', 'postgres']);
  assert.equal(
    codes.filter((code, index) => codes.indexOf(code) !== index),
    [],
  );
  assert.ok(codes.length >= 230, `only ${codes.length} codes were found`);
});

test('errors are made by the tables, so that none has a code which is not listed', async () => {
  const made = (await sources()).filter(([, text]) => text.includes('new DeployError('));

  assert.equal(
    made.map(([file]) => relative(ROOT, file)),
    // The first repeats an error with the exit code of a config that cannot be read; the last makes an error again from a record.
    [
      'packages/cli/src/config/explain-import.ts',
      'packages/core/src/words/error-table.ts',
      'packages/core/src/words/revived-error.ts',
    ],
  );
});

test('no word that looks like a code is missing from the tables', async () => {
  const listed = new Set(await listedCodes());

  const missed = (await sources()).flatMap(([file, source]) =>
    unexplainedLiterals(source, listed).map((word) => `${relative(ROOT, file)}: ${word}`),
  );

  assert.equal(missed, []);
});

test('every code of the tables is made somewhere', async () => {
  const texts = (await sources())
    .filter(([file]) => !/\/error-rows\/|(?:checks|notify|otel|postgres)-errors\.ts$/.test(file))
    .map(([, text]) => text)
    .join('\n');

  const unmade = (await listedCodes()).filter((code) => !new RegExp(`\\b${code}\\b`).test(texts));

  assert.equal(unmade, []);
});

test('a command that a message names stands in backticks, so that it can be made whole', async () => {
  const bare = (await sources())
    .filter(([file]) => /packages\/(?:core|plugin-[a-z]+)\/src\//.test(file))
    .flatMap(([file, text]) =>
      [...text.matchAll(/.{0,12}(?<!`)\bpaintbox-deploy [a-z].*/g)].map(
        ([line]) => `${relative(ROOT, file)}: ${line}`,
      ),
    );

  assert.equal(bare, []);
});

test('docs/errors.md is made from the tables', async () => {
  const known = await tables();
  const page = errorPage(known, await examplesOf(ROOT, known));
  const kept = await readFile(join(ROOT, 'docs/errors.md'), 'utf8');

  assert.ok(kept === page, 'out of date: node scripts/error-pages.ts');
  for (const code of await listedCodes()) {
    assert.is(kept.split(`\n### ${code}\n`).length, 2, `${code} has one heading`);
    assert.ok(kept.includes(`<a id="${codeAnchor(code)}"></a>`), `${code} has an anchor`);
  }
});

test('README lists the exit codes as the table has them', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, list = ''] =
    /## Exit codes\n\n\| code \| meaning \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(readme) ?? [];

  assert.is(list, exitCodes.map(({ code, means }) => `| ${code} | ${means} |\n`).join(''));
});

test('every document that a message names exists', async () => {
  const named = (await sources()).flatMap(([file, source]) =>
    [...source.matchAll(/\bdocs\/[\w-]+\.md\b/g)].map(([path]) => ({ path, by: relative(ROOT, file) })),
  );
  const there = await documents();

  assert.equal(
    named.filter(({ path }) => !there.includes(path)),
    [],
  );
  assert.ok(named.length > 0);
});

/** Every document that is kept, by path relative to the root. */
async function documents(): Promise<readonly string[]> {
  const named = async (folder: string): Promise<readonly string[]> =>
    (await readdir(join(ROOT, folder)))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name));
  const packages = (await readdir(join(ROOT, 'packages'))).map((name) => join('packages', name, 'README.md'));
  const published = await Promise.all(
    packages.map(async (path) => ((await isThere(join(ROOT, path))) ? [path] : [])),
  );
  return [...(await named('.')), ...(await named('docs')), ...published.flat()];
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** A page of the site as the file it is made from: the READMEs of packages are read where no file of the repository is. Undefined for what is no page of the site. */
function pageOf(address: string): string | undefined {
  if (!address.startsWith(docsSite)) return undefined;
  const page = address.slice(docsSite.length);
  // Made with the site; its own test looks at the links into them.
  if (/^(?:commands|(?:api|error)\/.*)$/.test(page)) return undefined;
  return join(ROOT, 'docs', page.replace(/^([^#]*)/, '$1.md'));
}

test('every link into the repository or the site leads to a file, and to a heading of it', async () => {
  const broken: string[] = [];
  let links = 0;
  for (const document of await documents()) {
    const text = await readFile(join(ROOT, document), 'utf8');
    for (const [, target = ''] of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      const page = pageOf(target);
      if (page === undefined && /^[a-z]+:/.test(target)) continue;
      links += 1;
      const [path = '', fragment] = (page ?? target).split('#');
      const file = path === '' ? join(ROOT, document) : resolve(ROOT, dirname(document), path);
      if (!(await isThere(file))) broken.push(`${document}: ${target}`);
      else if (fragment !== undefined && !headings(await readFile(file, 'utf8')).includes(fragment)) {
        broken.push(`${document}: ${target} (no such heading)`);
      }
    }
  }

  assert.equal(broken, []);
  assert.ok(links > 20, `only ${links} links were looked at`);
});

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** What can stand behind `#`: explicit anchors, and headings the way GitHub names them. */
function headings(text: string): readonly string[] {
  const explicit = [...text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] ?? '');
  const named = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return [...explicit, ...named];
}

/** A sample of a document. */
interface Sample {
  readonly document: string;
  /** Relative to the folder of all samples. */
  readonly file: string;
  readonly text: string;
  /** The sentence that the compiler must say, for a sample that must not compile. */
  readonly mustSay: string | undefined;
}

/** The ```ts blocks. A first line `// name.ts` names the file, so that the document's other samples can import it. */
function samplesOf(document: string, text: string): readonly Sample[] {
  return [...text.matchAll(/^```ts(?: (\w+))?\n([\s\S]*?)^```$/gm)].map(([, mark, code = ''], index) => {
    const name = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `sample-${index + 1}.ts`;
    const sentence = /^\/\/ error: (.*(?:\n\/\/ .*)*)/m.exec(code)?.[1]?.replaceAll('\n//', '');
    assert.ok(mark === undefined || mark === 'fails', `${document}: a block is marked 'ts ${mark}'`);
    assert.is(
      sentence !== undefined,
      mark === 'fails',
      `${document}: sample ${index + 1} says both or neither`,
    );
    const folder = document
      .replace(/^docs\//, '')
      .replace(/\.md$/, '')
      .replaceAll('/', '-');
    return { document, file: join(folder, name), text: code, mustSay: sentence };
  });
}

async function allSamples(): Promise<readonly Sample[]> {
  const found = await Promise.all(
    (await documents()).map(async (document) =>
      samplesOf(document, await readFile(join(ROOT, document), 'utf8')),
    ),
  );
  return found.flat();
}

/** Writes the samples into a folder inside the repository, so that their imports resolve; it must not be in node_modules, where Node runs no TypeScript. */
async function withSamples(
  work: (folder: string, samples: readonly Sample[]) => Promise<void>,
): Promise<void> {
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'dist', 'docs-samples-'));
  try {
    const samples = await allSamples();
    for (const { file, text } of samples) {
      await mkdir(join(folder, dirname(file)), { recursive: true });
      await writeFile(join(folder, file), text, { flag: 'wx' });
    }
    await work(folder, samples);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('every sample compiles, and those that must not say why', async () => {
  await withSamples(async (folder, samples) => {
    assert.ok(samples.length >= 7, `only ${samples.length} samples were found`);
    // Strict as the packages are, but readers need not write the types of what they export.
    const config = { extends: '../../tsconfig.test.json', include: ['**/*.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));

    const ran = await runCommand(['tsc', '-p', folder, '--pretty', 'false'], {
      cwd: folder,
    });

    const said = complaints(ran.output);
    for (const { document, file, mustSay } of samples) {
      const about = said.get(file) ?? '';
      if (mustSay === undefined) assert.is(about, '', `${document}, ${file}`);
      else
        assert.ok(about.includes(mustSay), `${document}, ${file} should say: ${mustSay}\nit says: ${about}`);
    }
    const files = samples.map(({ file }) => file);
    assert.equal(
      [...said.keys()].filter((file) => !files.includes(file)),
      [],
      ran.output,
    );
    assert.is(ran.ok, !samples.some(({ mustSay }) => mustSay !== undefined), ran.output);
  });
});

/** The compiler's messages by file; messages without a file are under ''. */
function complaints(output: string): ReadonlyMap<string, string> {
  const byFile = new Map<string, string>();
  let file = '';
  for (const line of output.split('\n').filter((text) => text.trim() !== '')) {
    file = /^(\S+)\(\d+,\d+\): error /.exec(line)?.[1] ?? (line.startsWith(' ') ? file : '');
    byFile.set(file, `${byFile.get(file) ?? ''}${line.trim()}\n`);
  }
  return byFile;
}

test('the test that docs/stages.md shows passes', async () => {
  await withSamples(async (folder) => {
    const file = join(folder, 'stages', 'maintenance.test.ts');

    const ran = await runCommand([process.execPath, file], { cwd: ROOT });

    assert.ok(ran.ok, ran.output);
    assert.match(ran.output, /Passed:\s+4/);
  });
});

test.run();
