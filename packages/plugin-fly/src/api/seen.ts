/** An answer in a few words for people: its status, what the server said, and the id that its operators can look up. */
import type { PlatformAnswer } from './http.ts';

const MOST_CHARS = 300;

/** `409, "lease currently held by …" (request 01J…-iad)` */
export function seenIn(answer: PlatformAnswer): string {
  const id = requestId(answer);
  return `${answer.status}, ${said(answer)}${id === undefined ? '' : ` (request ${id})`}`;
}

/** The id of a request on the platform's side: a ULID and a region. */
export function requestId({ headers }: PlatformAnswer): string | undefined {
  const id = headers['fly-request-id'];
  return id === undefined ? undefined : oneLine(id).slice(0, 60);
}

function said({ body, headers }: PlatformAnswer): string {
  if (body.trim() === '') return 'an empty body';
  if (/html/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)/i.test(body)) {
    const title = /<title[^>]*>([^<]{1,100})/i.exec(body)?.[1];
    return title === undefined ? 'a page of HTML' : `a page of HTML with the title '${oneLine(title)}'`;
  }
  return `"${oneLine(errorText(body) ?? body).slice(0, MOST_CHARS)}"`;
}

/** The API says `{"error": …}`, with a `message` or `details` at times; a registry `{"errors": [{"code", "message"}]}`. */
function errorText(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const texts = ['error', 'message', 'status', 'errors'].flatMap((name) => {
      const part: unknown =
        typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
      if (typeof part === 'string') return [part];
      return Array.isArray(part) ? [JSON.stringify(part)] : [];
    });
    return texts.length === 0 ? undefined : [...new Set(texts)].join('; ');
  } catch {
    return undefined;
  }
}

/** Control characters of an answer must not reach a terminal. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
