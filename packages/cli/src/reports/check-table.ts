/** The checks of a run as a table, worst first, that the page's script can filter. */
import type { CheckResult, Verdict } from '@paintbox/deploy-core';
import { commands } from './answer.ts';
import { compactJson } from './compact-json.ts';
import { checkHelp } from './check-help.ts';
import { escapeHtml as text, linkTo, linked } from './escape-html.ts';

/** Worst first, and critical ones before others: the most important rows are at the top. */
const ORDER: readonly Verdict[] = ['fail', 'inconclusive', 'warn', 'pass', 'skip'];

/** The table with its tools; empty without checks. */
export function checkTable(checks: readonly CheckResult[]): string {
  if (checks.length === 0) return '';
  const sorted = checks.toSorted(
    (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || Number(b.critical) - Number(a.critical),
  );
  const usual = usualAnswerer(checks);
  return `${tools(checks)}
${usual === '' ? '' : `<p class="shown">Answered by ${text(usual)}, where nothing else is said.</p>`}
<table class="cards checks"><caption class="hidden">What each check saw, worst first</caption>
<thead><tr><th scope="col">verdict</th><th scope="col">check</th><th scope="col">target</th><th scope="col">seen</th></tr></thead>
<tbody>
${sorted.map((check) => checkRow(check, usual)).join('\n')}
</tbody></table>`;
}

/** Hidden until the script runs. */
function tools(checks: readonly CheckResult[]): string {
  const chips = ORDER.flatMap((verdict) => {
    const count = checks.filter((check) => check.verdict === verdict).length;
    const box = `<label class="chip"><input type="checkbox" value="${verdict}"> ${verdict} <small>${count}</small></label>`;
    return count === 0 ? [] : [box];
  });
  return `<form class="tools" id="filter" role="search" aria-label="Filter the checks" hidden>
<input type="search" aria-label="Words to look for" aria-keyshortcuts="/" placeholder="filter by words; / comes here, Esc clears" autocomplete="off" spellcheck="false">
<fieldset><legend>only</legend>${chips.join('')}</fieldset>
<button type="reset">Clear</button>
</form>
<p class="shown" id="shown" role="status"></p>`;
}

function checkRow(check: CheckResult, usual: string): string {
  const kind = verdictClass(check);
  const weight = check.critical
    ? ''
    : `<br><small>${check.shadow === true ? 'only observed' : 'does not decide'}</small>`;
  const who = answerer(check);
  const by = who === '' || who === usual ? '' : `<br><small>answered by ${text(who)}</small>`;
  return `<tr data-verdict="${check.verdict}">
<td><span class="pill ${kind}">${text(check.verdict)}</span></td>
<td>${linkTo(checkHelp(check.id), `<code>${text(check.id)}</code>`)}${weight}</td>
<td>${linked(check.target)}${by}</td>
<td><p>${text(check.message)}</p>${check.hint === undefined ? '' : `<p class="do"><b>do:</b> ${commands(check.hint)}</p>`}${evidence(check)}</td>
</tr>`;
}

/** The answering build and machine, in words; empty where unknown. */
function answerer({ answeredBy: by }: CheckResult): string {
  if (by === undefined) return '';
  const build = by.version === null ? 'a build without a name' : `build ${by.version}`;
  return by.machine === null ? build : `${build} on machine ${by.machine}`;
}

/** The build and machine that answered most checks: shown once, so that exceptions stand out. */
function usualAnswerer(checks: readonly CheckResult[]): string {
  const counts = Map.groupBy(checks.map(answerer).filter(Boolean), (who) => who);
  const [usual] = [...counts].toSorted(([, a], [, b]) => b.length - a.length);
  return usual?.[0] ?? '';
}

function evidence({ id, evidence: seen }: CheckResult): string {
  if (Object.keys(seen).length === 0) return '';
  const json = text(compactJson(seen));
  // A scrolling table must be reachable by keyboard and have a name.
  return `<details><summary>evidence</summary><pre tabindex="0" role="region" aria-label="evidence of ${text(id)}">${json}</pre></details>`;
}

function verdictClass({ verdict, critical }: CheckResult): string {
  if (verdict === 'fail') return critical ? 'fail' : 'warn';
  return { pass: 'pass', warn: 'warn', skip: 'skip', inconclusive: 'warn' }[verdict];
}
