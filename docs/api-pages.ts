/**
 * Writes `docs/api`: a page for every door of every package, from its doc comments. The pages are made with the site and not kept, so they cannot be out of date.
 * A public name without a doc comment, and a link in one that leads nowhere, end it with exit code 1.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';
import type { TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

/** A door of a package. */
interface Door {
  /** As it is imported: `@paintbox/deploy-core/run`. */
  readonly name: string;
  /** Of its page: `core-run`. */
  readonly page: string;
  readonly file: string;
  /** As typedoc calls it: the path below `packages`. */
  readonly module: string;
  /** What it is for: the comment that its file begins with, else the description of the package. */
  readonly purpose: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'docs/api');
const doors = readdirSync(join(root, 'packages')).flatMap(doorsOf);

const options: TypeDocOptions & Partial<PluginOptions> = {
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: doors.map(({ file }) => file),
  tsconfig: join(root, 'docs/tsconfig.api.json'),
  // The compiler of the project has checked the types.
  skipErrorChecking: true,
  out,
  readme: 'none',
  disableSources: true,
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases'],
  pageTitleTemplates: {
    module: ({ name }) => doors.find(({ page }) => page === name)?.name ?? name,
  },
  packagesRequiringDocumentation: [...new Set(doors.map(({ name }) => name.split('/', 2).join('/')))],
  requiredToBeDocumented: ['Class', 'Function', 'Interface', 'TypeAlias', 'Variable'],
  validation: { notExported: false, invalidLink: true, rewrittenLink: true, notDocumented: true },
};

const app = await Application.bootstrapWithPlugins(options);
const project = await app.convert();
if (project === undefined) throw new Error('the sources were not understood');
app.validate(project);
// Pages are named by the modules' names.
for (const module of project.children ?? []) {
  module.name = doors.find((door) => door.module === module.name)?.page ?? module.name;
}
await rm(out, { recursive: true, force: true });
await app.generateOutputs(project);
await writeFile(join(out, 'index.md'), contents());
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;

function doorsOf(folder: string): readonly Door[] {
  const manifest = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8');
  const {
    name,
    description,
    exports,
    private: unpublished,
  } = JSON.parse(manifest) as {
    readonly name: string;
    readonly description: string;
    readonly exports: Readonly<Record<string, string>>;
    readonly private?: boolean;
  };
  if (unpublished === true) return [];
  return Object.entries(exports)
    .filter(([, file]) => file.endsWith('.ts'))
    .map(([door, file]) => ({
      name: join(name, door),
      page: [folder, ...door.split('/').slice(1)].join('-'),
      file: join(root, 'packages', folder, file),
      module: join(folder, file).replace(/(?:\/index)?\.ts$/, ''),
      purpose: beginning(readFileSync(join(root, 'packages', folder, file), 'utf8')) ?? description,
    }));
}

/** The first sentence of the comment on top of a file. */
function beginning(source: string): string | undefined {
  const comment = /^(?:\/\/|\/\*\*) (.+?)(?: \*\/)?$/m.exec(source.split('\n', 1)[0] ?? '')?.[1];
  return comment?.split(/(?<=\.) /)[0]?.replace(/\.$/, '');
}

function contents(): string {
  const rows = doors.map(({ name, page, purpose }) => `| [\`${name}\`](${page}.md) | ${purpose} |`);
  return `# API\n\nEvery public name, by the door that it is imported from. Made from the doc comments in the sources.\n\n| import | what it is for |\n|---|---|\n${rows.join('\n')}\n`;
}
