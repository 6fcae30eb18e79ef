/** The words of a failure that do not depend on the member: failures of many members are the same when these words are. */

/**
 * The message without addresses, hosts, ids and measured numbers.
 *
 * @example
 * const same = failureWords('shop-1.fly.dev answered 503') === failureWords('shop-2.fly.dev answered 503');
 */
export function failureWords(message: string): string {
  return message
    .toLowerCase()
    .replaceAll(/\bhttps?:\/\/[^\s,;)]+/g, '<address>')
    .replaceAll(/\b[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b(:\d+)?/g, '<host>')
    .replaceAll(/\b(?=[0-9a-f-]*\d)[0-9a-f][0-9a-f-]{7,}\b/g, '<id>')
    .replaceAll(/\d+(\.\d+)?/g, '#')
    .slice(0, 200);
}
