/** The page of one error code: how it looks, why it comes, what to do. */
import { codeAnchor, docsPage, exitCodeMeans, plainText } from '@paintbox/deploy-core/run';
import type { ErrorRow, KnownErrors } from '@paintbox/deploy-core/run';
import { githubSlug } from '../../docs/.vitepress/github-slug.ts';
import { GROUPS, codesOf } from './groups.ts';
import { rightsLine, sentence } from './page.ts';

/** The pages as Markdown, by name: `lock-held`. They stand in a folder below `docs`. */
export function codePages(
  tables: readonly KnownErrors[],
  examples: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const rows = new Map(tables.flatMap((table) => Object.entries(table.rows)));
  const pages = new Map<string, string>();
  for (const group of GROUPS) {
    const codes = codesOf(group, [...rows.keys()]);
    for (const [index, code] of codes.entries()) {
      const row = rows.get(code);
      if (row === undefined) continue;
      const near = [...codes.slice(Math.max(0, index - 3), index), ...codes.slice(index + 1, index + 4)];
      pages.set(codeAnchor(code), codePage(code, row, examples.get(code) ?? row.means, group.title, near));
    }
  }
  return pages;
}

function codePage(
  code: string,
  row: ErrorRow,
  message: string,
  group: string,
  near: readonly string[],
): string {
  return `${[
    '---\npageClass: error-code\noutline: false\nprev: false\nnext: false\n---',
    `# ${code}`,
    '## What it looks like',
    `\`\`\`text\nerror ${code}: ${message}\n  do    ${plainText(row.do)}\n  docs  ${docsPage(`errors#${codeAnchor(code)}`)}\n\`\`\``,
    'Names, numbers and ids are those of an example. The line `do` may say more exactly what to do.',
    '## Why',
    moved(row.means),
    '## What to do',
    sentence(moved(row.do)),
    ...exits(row),
    ...rightsLine(row).map(moved),
    `## See also`,
    [
      ...near.map((other) => `- [${other}](${codeAnchor(other)}.md)`),
      `- [${group}](../errors.md#${githubSlug(group)}): all codes`,
      '- [Troubleshooting](../troubleshooting.md), by what you see',
      '- [Runbook](../runbook.md), for the night',
    ].join('\n'),
    `Without a network: \`paintbox-deploy explain ${code}\`.`,
  ].join('\n\n')}\n`;
}

/** Links of a row are those of a page in `docs`; this one stands a folder below. */
function moved(markdown: string): string {
  return markdown.replaceAll(/\]\((?![a-z]+:)([^)]+)\)/g, (_, target: string) =>
    target.startsWith('#') ? `](${target.slice(1)}.md)` : `](../${target})`,
  );
}

function exits({ exitCode }: ErrorRow): readonly string[] {
  if (exitCode === null) return [];
  if (exitCode === 'problems') {
    return [
      'The command ends with the exit code of its first problem that has another one than 1, else with 1.',
    ];
  }
  const codes = typeof exitCode === 'number' ? [exitCode] : exitCode;
  return [
    'A run that changed nothing ends with this [exit code](../errors.md#exit-codes):',
    codes.map((one) => `- **${one}**: ${exitCodeMeans(one)}`).join('\n'),
  ];
}
