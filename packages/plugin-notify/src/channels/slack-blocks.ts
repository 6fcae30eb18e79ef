/** A notice in Slack's blocks. Text from outside goes into `plain_text`, where Slack reads no markup, never into `mrkdwn`. */
import type { StageStatus } from '@paintbox/deploy-core/run';
import { clean } from '../notices/clean-text.ts';
import type { Notice, Tone } from '../notices/notice.ts';
import type { RunView } from '../notices/run-view.ts';

/** A message of Slack's API. */
export interface SlackBody {
  /** The text for notifications and screen readers. */
  readonly text: string;
  readonly blocks: readonly object[];
  readonly [name: string]: unknown;
}

const SIGNS: Readonly<Record<Tone, string>> = { good: '✅', bad: '❌', unsure: '⚠️', neutral: 'ℹ️' };
const STAGE_SIGNS: Readonly<Record<StageStatus, string>> = {
  waiting: '○',
  running: '▶',
  succeeded: '✔',
  failed: '✘',
  skipped: '–',
  cancelled: '■',
  undone: '↩',
  'undo-failed': '✘',
};

const REPEAT = 'Sent again: whether the first attempt arrived is not known.';

/** A notice; `again` when it may have arrived before. */
export function slackBody(notice: Notice, again: boolean): SlackBody {
  const { title, text, facts, links } = notice;
  const lines = [again ? REPEAT : '', text].filter((line) => line !== '').join('\n');
  return {
    ...HARMLESS,
    text: escaped(`${SIGNS[notice.tone]} ${title}`),
    blocks: [
      { type: 'header', text: plain(`${SIGNS[notice.tone]} ${title}`, 150) },
      ...stageBlocks(notice.stages),
      ...(lines === '' ? [] : [{ type: 'section', text: plain(lines, 2900) }]),
      {
        type: 'section',
        fields: facts.slice(0, 10).map(({ label, value }) => plain(`${label}\n${value}`, 1900)),
      },
      ...buttons(links),
    ],
  };
}

/**
 * Links as buttons. `docs.slack.dev`, "Button element" and "Actions block": a label of 75 characters, an address of 3,000, an action id of 255 that is unique
 * in its message; 25 buttons, of which older clients showed 5. A button with an address needs no server that answers.
 */
function buttons(links: Notice['links']): readonly object[] {
  if (links.length === 0) return [];
  const elements = links.slice(0, 5).map(({ label, url }, index) => ({
    type: 'button',
    text: plain(label, 75),
    url,
    action_id: `paintbox-link-${index}`,
    ...(index === 0 ? { style: 'primary' } : {}),
  }));
  return [{ type: 'actions', elements }];
}

/** A run under way. */
export function slackRunning(view: RunView): SlackBody {
  const { pipeline, app, environment, id } = view.run;
  const title = `${pipeline} of ${app} to ${environment} is under way`;
  return {
    ...HARMLESS,
    text: escaped(`⏳ ${title}`),
    blocks: [
      { type: 'header', text: plain(`⏳ ${title}`, 150) },
      ...stageBlocks(view.stages),
      { type: 'context', elements: [plain(`run ${id}`, 200)] },
    ],
  };
}

/** Turns off Slack's search for links, names and channels. */
const HARMLESS = { unfurl_links: false, unfurl_media: false, parse: 'none', link_names: false };

function stageBlocks(stages: RunView['stages']): readonly object[] {
  if (stages.length === 0) return [];
  const lines = stages.map(({ name, status }) => `${STAGE_SIGNS[status]} ${name}`);
  return [{ type: 'section', text: plain(lines.join('\n'), 2900) }];
}

function plain(text: string, most: number): object {
  return { type: 'plain_text', text: clean(text, most) || '–', emoji: false };
}

/** The three characters of Slack's markup; `docs.slack.dev`, "Formatting message text". */
function escaped(text: string): string {
  const harmless = clean(text, 300).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return harmless.replaceAll('>', '&gt;');
}
