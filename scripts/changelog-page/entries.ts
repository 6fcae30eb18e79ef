/** Changes as changesets and changelogs have them, and the page that shows them by what they are about. */

/** A change that users see. */
export interface Entry {
  /** Short names of the packages: `cli`, `plugin-fly`. */
  readonly packages: readonly string[];
  /** Markdown. */
  readonly text: string;
}

/** What a change is about, by its package. */
const AREAS: readonly (readonly [name: string, title: string])[] = [
  ['several', 'In several parts'],
  ['plugin-fly', 'Fly.io'],
  ['plugin-aws', 'AWS and JWT keys'],
  ['plugin-checks', 'Checks and monitoring'],
  ['plugin-notify', 'Notifications'],
  ['plugin-otel', 'Traces'],
  ['plugin-postgres', 'PostgreSQL and fleets'],
  ['cli', 'Command line and reports'],
  ['core', 'Stages, runs and state'],
  ['emulators', 'Emulators'],
];

/** The change that a changeset tells; undefined where the file is none. */
export function waiting(changeset: string): Entry | undefined {
  const [, head, text] = /^---\n([\s\S]*?)\n?---\n([\s\S]*)$/.exec(changeset) ?? [];
  if (head === undefined || text === undefined || text.trim() === '') return undefined;
  const packages = [...head.matchAll(/@paintbox\/deploy-([\w-]+)/g)].map(([, name = '']) => name);
  return { packages, text: text.trim() };
}

/** The changes of each version in the changelog of a package, the newest version first. */
export function released(name: string, changelog: string): ReadonlyMap<string, readonly Entry[]> {
  const versions = new Map<string, readonly Entry[]>();
  for (const part of changelog.split(/^## /m).slice(1)) {
    const [version = '', ...lines] = part.split('\n');
    const entries = lines
      .join('\n')
      .replaceAll(/^### .*$/gm, '')
      .split(/^- /m)
      .map((text) =>
        text
          .replace(/^[\da-f]{7,}: /, '')
          .replaceAll(/^ {2}/gm, '')
          .trim(),
      )
      .filter((text) => text !== '' && !text.startsWith('Updated dependencies'));
    versions.set(
      version.trim(),
      entries.map((text) => ({ packages: [name], text })),
    );
  }
  return versions;
}

/** The page. */
export function changelogPage(
  changesets: readonly Entry[],
  versions: ReadonlyMap<string, readonly Entry[]>,
): string {
  const parts = [...versions].map(([version, entries]) => part(version, merged(entries)));
  const next = changesets.length === 0 ? [] : [part('Not released yet', changesets)];
  return `---\noutline: [2, 3]\n---\n\n${[
    '# Changelog',
    'What users of the packages notice, the newest version first. All packages have the same version.',
    ...next,
    ...parts,
  ].join('\n\n')}\n`;
}

/** A change of several packages is in the changelog of each. */
function merged(entries: readonly Entry[]): readonly Entry[] {
  const packages = new Map<string, readonly string[]>();
  for (const { packages: names, text } of entries) {
    packages.set(text, [...(packages.get(text) ?? []), ...names]);
  }
  return [...packages].map(([text, names]) => ({ packages: names, text }));
}

function part(title: string, entries: readonly Entry[]): string {
  const sections = AREAS.map(([name, area]) => ({
    area,
    own: entries.filter((entry) => areaOf(entry) === name),
  })).filter(({ own }) => own.length > 0);
  return [
    `## ${title}`,
    ...sections.flatMap(({ area, own }) => [`### ${area}`, own.map(item).join('\n')]),
  ].join('\n\n');
}

/** A plugin decides; without one the first of the list that the change names. */
function areaOf({ packages }: Entry): string | undefined {
  const plugins = packages.filter((name) => name.startsWith('plugin-'));
  if (plugins.length > 1) return 'several';
  return plugins[0] ?? AREAS.find(([name]) => packages.includes(name))?.[0];
}

/** A list item; what follows its first line stands below it. */
function item({ text }: Entry): string {
  return `- ${text.split('\n').join('\n  ').replaceAll(/^ +$/gm, '')}`;
}
