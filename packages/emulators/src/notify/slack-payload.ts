// The limits of Slack messages, from its Block Kit reference.

/** A message as it was sent. */
export interface SlackPayload {
  readonly text?: unknown;
  readonly blocks?: unknown;
  readonly [name: string]: unknown;
}

interface Text {
  readonly type?: unknown;
  readonly text?: unknown;
}

/** Slack's error code for a message that it would refuse; undefined for a valid one. */
export function payloadProblem(payload: SlackPayload): string | undefined {
  const { text, blocks } = payload;
  if (text === undefined && blocks === undefined) return 'no_text';
  if (text !== undefined && (typeof text !== 'string' || text === '')) return 'no_text';
  if (typeof text === 'string' && text.length > 40_000) return 'msg_too_long';
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks) || blocks.length > 50) return 'invalid_blocks';
  return blocks.every((block) => isGoodBlock(block as Readonly<Record<string, unknown>>))
    ? undefined
    : 'invalid_blocks';
}

function isGoodBlock(block: Readonly<Record<string, unknown>>): boolean {
  switch (block['type']) {
    case 'header':
      return isText(block['text'], 150, ['plain_text']);
    case 'section': {
      const fields = block['fields'];
      const hasText = isText(block['text'], 3000);
      if (fields === undefined) return hasText;
      const good = Array.isArray(fields) && fields.length > 0 && fields.length <= 10;
      return good && fields.every((field) => isText(field, 2000)) && (hasText || block['text'] === undefined);
    }
    case 'context': {
      const elements = block['elements'];
      return Array.isArray(elements) && elements.length <= 10 && elements.every((each) => isText(each, 3000));
    }
    case 'actions': {
      const elements = block['elements'];
      if (!Array.isArray(elements) || elements.length === 0 || elements.length > 25) return false;
      const buttons = elements as readonly Readonly<Record<string, unknown>>[];
      const ids = buttons.map((button) => button['action_id']);
      return buttons.every(isGoodButton) && new Set(ids).size === ids.length;
    }
    case 'divider':
      return true;
    default:
      return false;
  }
}

/** Docs, "Button element": the label is plain text; an id of one message is given once. */
function isGoodButton(button: Readonly<Record<string, unknown>>): boolean {
  const { type, text, url, action_id: id, style } = button;
  const known = typeof url === 'string' && url.length <= 3000 && URL.canParse(url);
  const named = typeof id === 'string' && id.length > 0 && id.length <= 255;
  const dressed = style === undefined || style === 'primary' || style === 'danger';
  return type === 'button' && isText(text, 75, ['plain_text']) && known && named && dressed;
}

function isText(value: unknown, most: number, types: readonly string[] = ['plain_text', 'mrkdwn']): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, text } = value as Text;
  return types.includes(String(type)) && typeof text === 'string' && text.length > 0 && text.length <= most;
}
