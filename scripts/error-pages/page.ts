/** The page of errors, from the tables of all packages. */
import { codeAnchor, docsPage, exitCodes } from '@paintbox/deploy-core/run';
import type { ErrorRow, KnownErrors } from '@paintbox/deploy-core/run';
import { GROUPS, OFTEN, codesOf } from './groups.ts';

/** The page as Markdown. Throws when a code is in no group: it would not be on the page. */
export function errorPage(tables: readonly KnownErrors[], examples: ReadonlyMap<string, string>): string {
  const rows = new Map(tables.flatMap((table) => Object.entries(table.rows)));
  const all = [...rows.keys()];
  const groups = GROUPS.map((group) => ({ ...group, list: codesOf(group, all) }));
  const placed = groups.flatMap(({ list }) => list);
  const missing = all.filter((code) => !placed.includes(code));
  if (missing.length > 0) {
    throw new Error(`scripts/error-pages/groups.ts has no place for ${missing.join(', ')}`);
  }
  const section = (code: string): string => {
    const row = rows.get(code);
    return row === undefined ? '' : sectionOf(code, row, examples.get(code));
  };
  return (
    [
      INTRO,
      `**Met most:** ${OFTEN.split(' ').map(linkTo).join(' · ')}`,
      '## All codes, by what you were doing',
      ...groups.map(({ title, list }) => `**${title}:** ${list.map(linkTo).join(' · ')}`),
      ...groups.flatMap(({ title, intro, list }) => [
        `## ${title}`,
        ...(intro === undefined ? [] : [intro]),
        ...list.map(section),
      ]),
      '## Exit codes',
      'Of a run or a command, whatever ended it.',
      [
        '| code | meaning |',
        '|---|---|',
        ...exitCodes.map(({ code, means }) => `| ${code} | ${means} |`),
      ].join('\n'),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

const INTRO = `# Errors

<!-- Made by node scripts/error-pages.ts from the tables of errors of the packages. Change those. -->

Every error has a code, says what was seen, and says what to do now. The code is stable; the words may change. On the command line
\`paintbox-deploy explain CODE\` says the same, without a network.

**Exit codes.** The code here is the one of a run that ends with the error and changed nothing. When a change was taken
back, the run ends with 3 (or 1, when there was nothing to put back); when it could not be, with 4. The [table](#exit-codes) has all of them.

In this repository \`paintbox-deploy X\` is typed as \`npx -y pnpm@12 paintbox-deploy X\`.`;

/** What it means for a member of a fleet. */
export function rightsLine({ rights }: ErrorRow): readonly string[] {
  return rights === true
    ? [
        'In a [fleet](fleets.md#rights), a member that ends with it waits for a person, and the release is not judged by it.',
      ]
    : [];
}

function sectionOf(code: string, row: ErrorRow, message: string | undefined): string {
  return [
    `<a id="${codeAnchor(code)}"></a>`,
    `### ${code}`,
    ...(message === undefined ? [] : [`\`\`\`text\nerror ${code}: ${message}\n\`\`\``]),
    row.means,
    `**Do:** ${sentence(row.do)}`,
    ...exitLine(row),
    ...rightsLine(row),
    `[The page of this code](${docsPage(`error/${codeAnchor(code)}`)})`,
  ].join('\n\n');
}

function exitLine({ exitCode }: ErrorRow): readonly string[] {
  if (exitCode === null) return [];
  if (exitCode === 'problems')
    return ['Exit code: that of its first problem with another one than 1, else 1.'];
  return [`Exit code ${typeof exitCode === 'number' ? exitCode : exitCode.join(' or ')}.`];
}

/** A hint as a sentence. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function linkTo(code: string): string {
  return `[${code}](#${codeAnchor(code)})`;
}
