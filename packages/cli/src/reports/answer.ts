/** The top of the page: whether users are safe, then the cause, then one thing to do. */
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine, RunRecord } from '@paintbox/deploy-core/run';
import { usersNow } from '../reporters/users-now.ts';
import { escapeHtml as text, linked } from './escape-html.ts';

/** The answer as HTML; for a run without a failure, nothing. */
export function answerBlock(record: RunRecord, line?: CommandLine): string {
  const users = usersNow(record);
  const { error } = record;
  const todo = doneBy(record, line);
  const kind = kindOf(record, users ?? '');
  return [
    users === undefined ? '' : `<p class="answer ${kind}"><b>${word(kind, record)}</b> ${text(users)}</p>`,
    error === undefined
      ? ''
      : `<p class="lead"><b>Cause:</b> <code>${text(error.code)}</code> ${text(error.message)}${meaning(error.docs)}</p>`,
    todo === undefined ? '' : `<p class="lead"><b>Do:</b> ${commands(todo)}</p>`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Text with the commands in backticks as code, which one click selects and the page's script copies. */
export function commands(said: string): string {
  return said
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 0 ? text(part) : `<code class="command">${text(part)}</code>`))
    .join('');
}

type Kind = 'pass' | 'warn' | 'fail';

/** Fail: users have what is broken, or may; warn: what they have was not looked at again. */
function kindOf({ status, rollback, stages }: RunRecord, users: string): Kind {
  if (users.startsWith('this failure') || status === 'needs-attention') return 'fail';
  if (rollback !== undefined) return rollback.verified ? 'pass' : 'warn';
  return stages.some(({ status: end }) => end === 'undo-failed') ? 'fail' : 'pass';
}

/** How sure it is. What is kept of a failed run may be seen by users, so no word is given for them then. */
function word(kind: Kind, { rollback, kept = [] }: RunRecord): string {
  if (kind === 'fail') return 'Users may NOT be safe:';
  if (kind === 'warn') return 'Users may not be safe:';
  if (rollback !== undefined) return 'Users are safe:';
  return kept.length > 0 ? 'Users now:' : 'Nothing changed for users:';
}

/** The one thing to do: what the error says, and without an error what settles the run. */
function doneBy({ error, runId, environment, status }: RunRecord, given?: CommandLine): string | undefined {
  if (error !== undefined)
    return error.hint ?? error.problems?.find(({ hint }) => hint !== null)?.hint ?? undefined;
  if (status !== 'needs-attention') return undefined;
  const flags = environment === 'production' ? [] : [`--env ${environment}`];
  return `run: \`${typed(`resume ${runId}`, given ?? { program: 'paintbox-deploy', flags })}\``;
}

function meaning(docs: string | null): string {
  return docs === null ? '' : ` <small>${linked(docs)}</small>`;
}
