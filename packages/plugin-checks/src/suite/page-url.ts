/** Where the front page is. */
import { follow } from '../http/follow.ts';
import type { Target, Tools } from './probe.ts';

/** Where the front page is after its redirects. A page that answered by itself need not be asked for that. */
export async function pageUrl(target: Target, tools: Tools): Promise<string> {
  const { home } = tools.settings.endpoints;
  const known = tools.pace.landing(target.url + home);
  if (tools.pace.of(known).some(({ isGood }) => isGood)) return known;
  const page = await follow(tools.http, target.url + home);
  tools.witness.see(page.answer);
  return page.answer.url;
}
