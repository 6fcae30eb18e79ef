/** Writes the page of every command from what `--help` says. It is made with the site and not kept, so it cannot be out of date. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '@paintbox/deploy-cli';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What a command line prints. */
async function printed(words: readonly string[]): Promise<string> {
  let text = '';
  const collect = { write: (more: string): void => void (text += more) };
  await main([...words, '--no-color'], { stdout: collect, stderr: collect, env: {}, cwd: root });
  return text.trimEnd();
}

/** The commands that the groups of the overview list, without the words they take. */
function commandsOf(overview: string): readonly string[] {
  const [groups = ''] = overview.split('\n\nFlags of every command\n');
  return groups
    .split('\n\n')
    .slice(1)
    .flatMap((group) => group.split('\n').slice(1))
    .map((line) => /^ {2}((?:[a-z][a-z-]* ?)+)/.exec(line)?.[1]?.trim() ?? '');
}

/** What is the same for every command stands once, on top. */
function ownPart(help: string): string {
  return help.replace(/\n\nFlags of every command\n[\s\S]*?(?=\n\n|$)/, '');
}

const overview = await printed(['help']);
const sections: string[] = [];
for (const command of commandsOf(overview)) {
  if (command === 'help') continue;
  sections.push(
    `## ${command}\n\n\`\`\`text\n${ownPart(await printed([...command.split(' '), '--help']))}\n\`\`\``,
  );
}
const page = `# Commands

Written from \`paintbox-deploy COMMAND --help\` with the config of this repository. Each pipeline of a config is a command; yours may have others.

\`\`\`text
${overview}
\`\`\`

${(await Promise.all(['run-flags', 'exit-codes', 'variables'].map(async (topic) => `\`\`\`text\n${await printed(['help', topic])}\n\`\`\``))).join('\n\n')}

${sections.join('\n\n')}
`;

await writeFile(join(root, 'docs/commands.md'), page);
