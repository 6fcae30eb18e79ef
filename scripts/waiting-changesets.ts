/** Says whether changesets wait to be released: on the terminal, and as an output of the step where GitHub asks. */
import { appendFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../.changeset', import.meta.url));
const waiting = (await readdir(folder)).filter((name) => name.endsWith('.md') && name !== 'README.md');
console.log(waiting.length === 0 ? 'no changesets wait' : `waiting: ${waiting.join(', ')}`);
const output = process.env['GITHUB_OUTPUT'];
if (output) await appendFile(output, `waiting=${waiting.length > 0}\n`);
