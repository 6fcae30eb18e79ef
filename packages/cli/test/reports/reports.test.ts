import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { htmlReport } from '../../src/reports/html.ts';
import { junitReport } from '../../src/reports/junit.ts';
import { markdownReport } from '../../src/reports/markdown.ts';
import { nastyRecord } from './nasty-record.ts';

const test = suite('reports');

/** Reads just enough XML to notice what a real parser would refuse. */
function tagsOf(xml: string): readonly string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const rest = xml
    .replace(/^<\?xml[^>]*\?>/, '')
    .replaceAll(
      /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
      (_, end: string, name: string, _attributes: string, empty: string) => {
        if (end === '/') assert.is(open.pop(), name);
        else {
          seen.push(name);
          if (empty === '') open.push(name);
        }
        return '';
      },
    );
  assert.equal(open, []);
  assert.not.match(rest, /[<>]|&(?!(amp|lt|gt|quot);)/);
  return seen;
}

test('JUnit is well-formed and counts stages and critical checks', () => {
  const xml = junitReport(nastyRecord);

  const tags = tagsOf(xml);
  assert.is(tags.filter((tag) => tag === 'testcase').length, 8);
  assert.match(xml, 'tests="8" failures="1" errors="2" skipped="2" time="10"');
  // oxlint-disable-next-line no-control-regex -- XML forbids them
  assert.not.match(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\uffff]/);
  assert.ok(xml.isWellFormed());
});

test('HTML is self-contained, has no script, and shows text as text', () => {
  const html = htmlReport(nastyRecord);

  assert.not.match(html, /<script|src=|href=|@import|url\(/i);
  assert.match(html, '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  assert.match(html, 'prefers-color-scheme: dark');
  assert.match(html, 'left:40.00%;width:60.00%');
  assert.is(html.match(/class="bar"/g)?.length, 2);
  assert.match(html, 'up to 10 ms: 3');
});

test('Markdown cannot be broken out of: no tags, no links, no mentions, no extra cells', () => {
  const markdown = markdownReport(nastyRecord);

  assert.not.match(markdown, /<script|@everyone|[^\\]\[a\]\(/);
  const stages = markdown.split('\n').filter((line) => line.startsWith('| `a.'));
  for (const line of stages) assert.is(line.match(/(?<!\\)\|/g)?.length, 6);
});

test('a record with nothing in it still makes every report', () => {
  const { error: _error, checks: _checks, ...bare } = { ...nastyRecord, stages: [] };
  assert.match(htmlReport(bare), '</html>');
  assert.match(markdownReport(bare), '# deploy');
  tagsOf(junitReport(bare));
});

test.run();
