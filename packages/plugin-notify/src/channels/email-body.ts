/** A notice as a mail: plain text, and HTML that looks the same in old mail programs. */
import type { Notice, Tone } from '../notices/notice.ts';

/** Subject and both bodies. */
export interface MailBody {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const COLOURS: Readonly<Record<Tone, string>> = {
  good: '#1a7f37',
  bad: '#b42318',
  unsure: '#8a5a00',
  neutral: '#1f5fbf',
};

const REPEAT = 'Sent again: whether the first attempt arrived is not known.';

/** The mail of a notice; `again` when it may have arrived before. */
export function mailBody(notice: Notice, again: boolean): MailBody {
  const { title, facts, run, stages } = notice;
  const paragraphs = [again ? REPEAT : '', notice.text].filter((text) => text !== '');
  const progress = stages.map(({ name, status }) => ({ label: name, value: status }));
  return {
    subject: `[${run.app}] ${title}`,
    text: [
      title,
      ...paragraphs,
      aligned(facts),
      ...(progress.length === 0 ? [] : [`Stages\n${aligned(progress)}`]),
    ].join('\n\n'),
    html: page(notice, paragraphs, [table(facts), ...(progress.length === 0 ? [] : [table(progress)])]),
  };
}

function aligned(facts: Notice['facts']): string {
  const width = Math.max(0, ...facts.map(({ label }) => label.length));
  return facts.map(({ label, value }) => `${label.padEnd(width)}  ${value}`).join('\n');
}

function page(notice: Notice, paragraphs: readonly string[], tables: readonly string[]): string {
  const body = paragraphs.map(
    (text) => `<p style="margin:0 0 16px;white-space:pre-wrap">${escapeHtml(text)}</p>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(notice.title)}</title></head>
<body style="margin:0;padding:24px;font:15px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif">
<div style="max-width:640px;margin:0 auto;border-left:4px solid ${COLOURS[notice.tone]};padding:4px 0 4px 20px">
<h1 style="font-size:19px;line-height:1.35;margin:0 0 16px">${escapeHtml(notice.title)}</h1>
${body.join('\n')}
${tables.join('\n')}
</div></body></html>
`;
}

function table(facts: Notice['facts']): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td style="padding:2px 20px 2px 0;opacity:.7;vertical-align:top">${escapeHtml(label)}</td><td style="padding:2px 0">${escapeHtml(value)}</td></tr>`,
  );
  return `<table role="presentation" style="border-collapse:collapse;margin:0 0 16px">${rows.join('')}</table>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
