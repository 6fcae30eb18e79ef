/** The words of a failure that do not depend on the member: failures of many members are the same when these words are. */

/**
 * The message without addresses, hosts, ids and measured numbers; with `app`, also without the name of the member's app.
 *
 * @example
 * const same = failureWords('shop-1.fly.dev answered 503') === failureWords('shop-2.fly.dev answered 503');
 * const words = failureWords('acme has no machines', 'acme'); // '<app> has no machines'
 */
export function failureWords(message: string, app: string = ''): string {
  // Services name each request by letters of their own: `(request 01J8…-iad)`.
  const anywhere = message
    .toLowerCase()
    .replaceAll(/\brequest (?=[\w-]*\d)[\w-]{8,}/g, 'request <id>')
    .replaceAll(/\bhttps?:\/\/[^\s,;)]+/g, '<address>')
    .replaceAll(/\b[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b(:\d+)?/g, '<host>');
  return withoutName(anywhere, app.toLowerCase())
    .replaceAll(/\b(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{7,}\b/g, '<id>')
    .replaceAll(/\d+(\.\d+)?/g, '#')
    .slice(0, 200);
}

/** A name such as `app` or `web` is also a word of messages, and would make the same message two. */
function withoutName(message: string, app: string): string {
  if (!/^.{4}|[\d-]/.test(app) || !message.includes(app)) return message;
  const literal = app.replaceAll(/[^\w-]/g, String.raw`\$&`);
  return message.replaceAll(new RegExp(String.raw`(?<![\w<-])${literal}(?![\w-])`, 'g'), '<app>');
}
