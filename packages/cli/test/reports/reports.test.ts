import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { docsPage } from '@paintbox/deploy-core/run';
import { comparisonEvidence, roundsEvidence, timesEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { AnySchemaObject } from 'ajv';
import { default as Draft4 } from 'ajv-draft-04';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validateXML } from 'xmllint-wasm';
import { binsOf } from '../../src/reports/bins.ts';
import { comparisonFigures } from '../../src/reports/comparison.ts';
import { htmlReport } from '../../src/reports/html.ts';
import { junitReport } from '../../src/reports/junit.ts';
import { latencyFigures } from '../../src/reports/latency.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import { roundFigures } from '../../src/reports/rounds.ts';
import { sarifReport } from '../../src/reports/sarif.ts';
import { nastyRecord } from './nasty-record.ts';
import { sampleRecord } from './sample-record.ts';

const test = suite('reports');

const LOGO = new URL('../../../../public/logo.svg', import.meta.url);

interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly helpUri: string }[] } };
  readonly automationDetails: { readonly id: string };
  readonly results: readonly {
    readonly ruleId: string;
    readonly level: string;
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly locations: readonly {
      readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
    }[];
  }[];
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly { readonly associatedRule: { readonly id: string } }[];
  }[];
  readonly properties?: { readonly note: string };
}

function runsOf(text: string | undefined): readonly SarifRun[] {
  return (JSON.parse(text ?? '') as { readonly runs: readonly SarifRun[] }).runs;
}

function runOf(text: string | undefined): SarifRun {
  const [run] = runsOf(text);
  if (run === undefined) throw new Error('no run');
  return run;
}

function unseen(id: string, target: string): CheckResult {
  return { id, target, verdict: 'inconclusive', critical: true, message: 'no answer', evidence: {} };
}

function withEvidence(evidence: CheckResult['evidence']): CheckResult {
  return { ...unseen('latency', 'https://x'), evidence };
}

/** What libxml2 has against the document, by the schema that is kept here. */
async function junitProblems(xml: string): Promise<readonly string[]> {
  const schema = await readFile(new URL('junit.xsd', import.meta.url), 'utf8');
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    schema: [{ fileName: 'junit.xsd', contents: schema }],
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

/** What JSON Schema has against a SARIF log, by the published schema of SARIF 2.1.0. */
async function sarifProblems(text: string | undefined): Promise<readonly unknown[]> {
  const file = new URL('sarif-2.1.0.schema.json', import.meta.url);
  const schema = JSON.parse(await readFile(file, 'utf8')) as AnySchemaObject;
  // Whether an address is one is asked in the test itself.
  const ajv = new Draft4.default({
    strict: false,
    allErrors: true,
    validateFormats: false,
    unicodeRegExp: false,
  });
  const validate = ajv.compile(schema);
  return validate(JSON.parse(text ?? 'null')) ? [] : (validate.errors ?? ['refused']);
}

test('JUnit fits the schema, and counts stages and critical checks', async () => {
  const xml = junitReport(nastyRecord);

  assert.equal(await junitProblems(xml), []);
  assert.equal(await junitProblems(junitReport(sampleRecord)), []);
  assert.is(xml.match(/<testcase /g)?.length, 8);
  assert.match(xml, 'tests="8" failures="1" errors="2" skipped="2" time="10"');
  // oxlint-disable-next-line no-control-regex -- XML forbids them
  assert.not.match(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\uffff]/);
  assert.ok(xml.isWellFormed());
});

test('the schema refuses what JUnit readers refuse', async () => {
  const xml = junitReport(nastyRecord);

  for (const wrong of [
    xml.replace('tests="8"', 'tests="many"'),
    xml.replace('<skipped ', '<ignored '),
    xml.replace(/ classname="[^"]*"/, ''),
  ]) {
    assert.is.not((await junitProblems(wrong)).length, 0);
  }
});

test('SARIF fits its schema, and has every check that failed or warned with the page that explains it', async () => {
  const sarif = sarifReport(sampleRecord);

  assert.equal(await sarifProblems(sarif), []);
  assert.is.not((await sarifProblems(sarif?.replace('"warning"', '"loud"'))).length, 0);
  const runs = runsOf(sarif);
  const results = runs.flatMap((run) => run.results);
  assert.equal(
    results.map(({ ruleId, level }) => [ruleId, level]),
    [
      ['jwks.keys', 'error'],
      ['tls.expiry', 'warning'],
      ['headers.csp', 'warning'],
      ['watch', 'error'],
    ],
  );
  assert.ok(
    results.every(({ locations }) => URL.canParse(locations[0]?.physicalLocation.artifactLocation.uri ?? '')),
  );
  const pages = runs.flatMap(({ tool }) => tool.driver.rules.map(({ helpUri }) => helpUri));
  assert.is(pages.length, 15);
  assert.is(new Set(pages).size, 15, 'each check has an address of its own');
  assert.ok(pages.includes(docsPage('checks#check-jwks-keys')));
  assert.match(htmlReport(sampleRecord), `<a href="${docsPage('checks#check-jwks-keys')}"`);
  assert.match(markdownReport(sampleRecord), `(${docsPage('checks#check-jwks-keys')})`);
  assert.ok(runs.every(({ properties }) => properties?.note.includes('test doubles')));
});

test('SARIF: each group of checks is a run of its own, so that what was not asked closes no alert', () => {
  const categories = runsOf(sarifReport(sampleRecord)).map(({ automationDetails }) => automationDetails.id);

  assert.is(new Set(categories).size, categories.length);
  assert.is(categories[1], `paintbox/production/health/${sampleRecord.runId}`);
  const some = (sampleRecord.checks ?? []).filter(({ id }) => id.startsWith('headers.'));
  assert.is(runsOf(sarifReport({ ...sampleRecord, checks: some })).length, 1);
});

test('SARIF: what could not be looked at is no finding and no all-clear; a run without checks writes no log', async () => {
  const dark = { ...sampleRecord, checks: [unseen('tls.chain', 'not an address')] };

  const sarif = sarifReport(dark);

  assert.equal(await sarifProblems(sarif), []);
  const { results, invocations } = runOf(sarif);
  assert.equal([results.length, invocations[0]?.executionSuccessful], [0, false]);
  assert.is(invocations[0]?.toolExecutionNotifications[0]?.associatedRule.id, 'tls.chain');
  const { checks: _checks, ...unlooked } = sampleRecord;
  assert.is(sarifReport(unlooked), undefined);
});

test('SARIF: a finding keeps its fingerprint while its message changes', () => {
  const said = (message: string): string => {
    const checks = [{ ...unseen('tls.expiry', 'https://x'), verdict: 'warn' as const, message }];
    return runOf(sarifReport({ ...sampleRecord, checks })).results[0]?.partialFingerprints[
      'checkAndTarget/v1'
    ] as string;
  };

  assert.is(said('ends in 9 days'), said('ends in 8 days'));
});

test('the page weighs at most 200 kB, also with three hundred checks', () => {
  assert.ok(htmlReport(sampleRecord).length < 80_000);
  const checks = Array.from({ length: 300 }, (_, index) => ({
    ...unseen(`jwks.keys-${index}`, `https://x.example/${index}`),
    verdict: index % 3 === 0 ? ('fail' as const) : ('pass' as const),
    hint: 'run: `paintbox-deploy keys check`',
  }));
  assert.ok(Buffer.byteLength(htmlReport({ ...sampleRecord, checks })) < 200_000);
});

test('HTML is self-contained, its one script is its own, and it shows text as text', async () => {
  const html = htmlReport(nastyRecord);

  assert.not.match(html, /<script[^>]|src=|@import|url\(|javascript:[^b]/i);
  assert.is(html.match(/<script>/g)?.length, 1);
  const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  assert.match(
    html,
    `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:`,
  );
  const icon = /<link rel="icon" href="data:image\/svg\+xml,([^"]+)">/.exec(html)?.[1] ?? '';
  assert.is(decodeURIComponent(icon), (await readFile(LOGO, 'utf8')).trim(), 'the icon is the logo');
  assert.match(html, '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  assert.match(html, 'left:40.00%;width:60.00%');
  assert.is(html.match(/class="bar"/g)?.length, 2);
});

test('HTML first says whether users are safe, then why, then one thing to do, with a command to copy', () => {
  const html = htmlReport(sampleRecord);
  const at = (words: string): number => html.indexOf(words);

  assert.match(html, '<b>Users are safe:</b> v40; it passed the same checks');
  assert.ok(at('Users are safe') < at('<b>Cause:</b>') && at('<b>Cause:</b>') < at('<b>Do:</b>'));
  assert.match(html, '<b>Do:</b> run: <code class="command">paintbox-deploy keys check</code>');
  assert.match(htmlReport(nastyRecord), '<b>Users may NOT be safe:</b>');
});

test('HTML: a run whose process died says how it is settled; a run that changed nothing says that', () => {
  const { error: _error, checks: _checks, rollback: _rollback, ...dead } = sampleRecord;

  const html = htmlReport({ ...dead, status: 'needs-attention', exitCode: 4 });
  assert.match(html, `<code class="command">paintbox-deploy resume ${dead.runId}</code>`);
  const stages = dead.stages.filter(({ status }) => status !== 'undone');
  const failed = htmlReport({ ...dead, status: 'failed', exitCode: 1, stages });
  assert.match(failed, '<b>Nothing changed for users:</b> v40, as before');
  assert.not.match(htmlReport({ ...dead, status: 'succeeded', exitCode: 0 }), 'class="answer');
});

test('taking back and looking again have their bars, and the time that users could meet the change is said', () => {
  const html = htmlReport(sampleRecord);
  assert.match(html, 'undo <code>fly.release</code>');
  assert.match(html, 'verify <code>checks.suite</code>');
  for (const report of [html, markdownReport(sampleRecord)]) {
    assert.match(report, 'what this run changed was live for at most 1 min 12 s');
  }

  const stages = sampleRecord.stages.map((stage) =>
    stage.undo === undefined ? stage : { ...stage, undo: { ...stage.undo, beside: true as const } },
  );
  const never = htmlReport({ ...sampleRecord, stages });
  assert.match(never, 'what this run made was never live');
  assert.not.match(never, 'the change was live');
  // A record of an earlier version does not say when it took back.
  const unsaid = stages.map(({ undo: _undo, verification: _verification, ...stage }) => stage);
  assert.not.match(htmlReport({ ...sampleRecord, stages: unsaid }), ' live');
});

test('HTML links an address only when it is one of the web', () => {
  const at = (url: string): string => htmlReport({ ...nastyRecord, url });

  assert.match(at('https://demo.example'), 'href="https://demo.example"');
  assert.not.match(at('javascript:alert(1)'), 'href="javascript');
  assert.not.match(at('https://x" onclick="y'), 'onclick="y"');
});

test('measured times are drawn as columns that hold every sample', () => {
  const columns = binsOf([1, 2, 2, 31]);

  assert.is(
    columns.reduce((sum, { count }) => sum + count, 0),
    4,
  );
  assert.equal(binsOf([]), []);
  assert.equal(
    binsOf([0, 0, 0]).map(({ count }) => count),
    [3],
  );
  assert.is(binsOf([0.01, 86_400_000]).length, 18);
  assert.match(htmlReport(nastyRecord), '<title>2 to 4 ms: 2</title>');
  assert.match(htmlReport(sampleRecord), 'aria-label="latency.home: 120 answers; p50 29.8 ms, p95 47.6 ms"');
});

test('percentiles without samples are a table, and bounds that were not reached say so', () => {
  const within = { lowMs: 40, highMs: null };
  const percentiles = [
    { name: 'p50', ms: 10 },
    { name: 'p99', ms: 51, within },
  ];

  const html = latencyFigures([withEvidence(timesEvidence({ samplesMs: [], percentiles }))]);

  assert.match(html, '40 ms to more than measured');
  assert.match(html, 'not said');
  assert.not.match(html, '<svg');
});

test('a comparison is drawn with the room that chance leaves', () => {
  const comparison = { ratio: 1.2, low: 0.9, high: 1.6, tolerance: 0.1 };

  const drawn = comparisonFigures([withEvidence(comparisonEvidence(comparison))]);

  assert.match(drawn, 'aria-label="1.20× of before, between 0.90× and 1.60×"');
  assert.match(drawn, 'tolerated');
});

test('looks are drawn one by one, however many', () => {
  const at = '2026-11-23T06:15:30.000Z';
  const looks = Array.from({ length: 288 }, () => ({ at, verdict: 'pass' }) as const);

  assert.match(roundFigures([withEvidence(roundsEvidence(looks))]), 'aria-label="288 looks: 288 pass"');
});

test('evidence of another shape is shown as it is, and draws nothing', () => {
  const odd = withEvidence({ times: [1, 2], comparison: { ratio: 0, low: 0, high: 1 }, rounds: 'pass' });

  assert.equal([latencyFigures([odd]), comparisonFigures([odd]), roundFigures([odd])], ['', '', '']);
});

test('who answered is said once, and again only where it was another one', () => {
  const [first, ...rest] = sampleRecord.checks ?? [];
  assert.ok(first);
  const odd = { ...first, answeredBy: { version: 'old', machine: null } };

  const html = htmlReport({ ...sampleRecord, checks: [odd, ...rest] });

  assert.is(html.match(/[Aa]nswered by build/g)?.length, 2);
  assert.match(html, 'answered by build old');
});

test('what was taken back stands beside what serves, with image, commit and author', () => {
  const markdown = markdownReport(sampleRecord);
  const html = htmlReport(sampleRecord);

  assert.match(markdown, '| part | serves now | taken back |  |');
  assert.match(markdown, '| version | `v40` | `v41` | **changed** |');
  assert.match(markdown, '| author | `Ada Lovelace` | `Grace Hopper` | **changed** |');
  assert.is(html.match(/>changed</g)?.length, 6);
  assert.match(
    html,
    '<a href="https://github.com/acme/paintbox/commit/6de62a6f0c1b2a39485766574839201a1b2c3d4e"',
  );
  assert.not.match(htmlReport(nastyRecord), 'side by side');
});

test('a new release that was given up before it served is shown by its image', () => {
  const { takenBack: _taken, rollback: _rollback, release: _release, ...unmoved } = sampleRecord;
  const failed = markdownReport({ ...unmoved, status: 'failed', exitCode: 1 });
  const { previous: _previous, ...first } = unmoved;

  assert.match(failed, '| part | serves now | given up |  |');
  assert.match(failed, '| version | `v40` | `none` | **changed** |');
  assert.not.match(markdownReport(first), 'side by side');
});

test('who began the run, and on which commit, is in both reports', () => {
  assert.match(markdownReport(sampleRecord), '| started by | ada |');
  assert.match(htmlReport(sampleRecord), '<dt>started by</dt><dd>ada</dd>');
  assert.match(
    htmlReport(sampleRecord),
    /<code title="d6fbd6f7[^"]+">d6fbd6f7a1<\/code><\/a> by Grace Hopper/,
  );
});

test('what a stage keeps of a failed run is said in both reports', () => {
  assert.match(htmlReport(nastyRecord), '<code>a.one</code> keeps sends a message; ');
  assert.match(markdownReport(nastyRecord), '| kept | `a.one` keeps sends a message; ');
});

test('every report says where its results come from', () => {
  for (const report of [htmlReport, markdownReport, junitReport]) {
    assert.match(report(sampleRecord), 'emulators of AWS and Fly.io');
  }
});

test('Markdown cannot be broken out of: no tags, no links, no mentions, no extra cells', () => {
  // Inside a block of code text is text.
  const markdown = markdownReport(nastyRecord).replaceAll(/^`{5}text$[\s\S]*?^`{5}$/gm, '');

  assert.not.match(markdown, /<script|@everyone|[^\\]\[a\]\(/);
  const stages = markdown.split('\n').filter((line) => line.startsWith('| `a.'));
  for (const line of stages) assert.is(line.match(/(?<!\\)\|/g)?.length, 6);
});

test('a document that a stage handed out is shown as it is, and cannot end its own block', () => {
  assert.match(htmlReport(nastyRecord), '# not a heading</pre>');
  assert.match(markdownReport(nastyRecord), /^`{5}text$[\s\S]*^# not a heading\n`{5}$/m);
});

test('a record with nothing in it still makes every report', async () => {
  const { error: _error, checks: _checks, ...bare } = { ...nastyRecord, stages: [] };
  assert.match(htmlReport(bare), '</html>');
  assert.match(markdownReport(bare), '# deploy');
  assert.equal(await junitProblems(junitReport(bare)), []);
  assert.is(sarifReport(bare), undefined);
});

test.run();
