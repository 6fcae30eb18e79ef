/** A notice as a mail: plain text, and HTML. */
import type { Notice } from '../notices/notice.ts';
import { mailPage } from './email-html.ts';

/** Subject and both bodies. */
export interface MailBody {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const REPEAT = 'Sent again: whether the first attempt arrived is not known.';

/** The mail of a notice; `again` when it may have arrived before. */
export function mailBody(notice: Notice, again: boolean): MailBody {
  const { title, facts, links, run, stages } = notice;
  const paragraphs = [again ? REPEAT : '', notice.text].filter((text) => text !== '');
  const progress = stages.map(({ name, status }) => ({ label: name, value: status }));
  return {
    subject: `[${run.app}] ${title}`,
    text: [
      title,
      ...paragraphs,
      aligned(facts),
      ...(links.length === 0 ? [] : [aligned(links.map(({ label, url }) => ({ label, value: url })))]),
      ...(progress.length === 0 ? [] : [`Stages\n${aligned(progress)}`]),
    ].join('\n\n'),
    html: mailPage(notice, paragraphs, progress.length === 0 ? [facts] : [facts, progress]),
  };
}

function aligned(facts: Notice['facts']): string {
  const width = Math.max(0, ...facts.map(({ label }) => label.length));
  return facts.map(({ label, value }) => `${label.padEnd(width)}  ${value}`).join('\n');
}
