/** Draws the looks at a watched app. */
import { counted } from '@paintbox/deploy-core/run';
import { roundsOf } from '@paintbox/deploy-core/release';
import type { CheckResult, Verdict } from '@paintbox/deploy-core';
import type { Round } from '@paintbox/deploy-core/release';
import { countVerdicts } from '../reporters/tally.ts';
import { escapeHtml as text } from './escape-html.ts';

/** The height of a bar by verdict, in pixels, for people who cannot see the colours. */
const HEIGHTS: Readonly<Record<Verdict, number>> = {
  pass: 18,
  skip: 18,
  warn: 28,
  inconclusive: 40,
  fail: 54,
};
const WIDTH = 920;
const HEIGHT = 76;
const FLOOR = 56;
/** The greatest width of a bar, so that three looks do not fill the whole row. */
const WIDEST = 26;

/** One figure for each such check; empty when there is none. */
export function roundFigures(checks: readonly CheckResult[]): string {
  const figures = checks.flatMap((check) => {
    const rounds = roundsOf(check);
    return rounds.length === 0 ? [] : [figure(check, rounds)];
  });
  return figures.join('\n');
}

function figure(check: CheckResult, rounds: readonly Round[]): string {
  const step = Math.min(WIDEST, WIDTH / rounds.length);
  const bars = rounds.map(({ at, verdict }, index) => {
    const height = HEIGHTS[verdict];
    const kind = { pass: 'pass', skip: 'skip', warn: 'warn', inconclusive: 'warn', fail: 'fail' }[verdict];
    return `<rect class="look ${kind}" x="${(index * step).toFixed(1)}" y="${FLOOR - height}" width="${Math.max(1, step - 1.5).toFixed(1)}" height="${height}" rx="1.5"><title>${text(`${clock(at)}: ${verdict}`)}</title></rect>`;
  });
  const counts = countVerdicts(rounds.map(({ verdict }) => verdict));
  const end = step * rounds.length;
  return `<figure>
<figcaption><h3><code>${text(check.id)}</code></h3><p><small>${text(check.message)}; of the latest ${counted(rounds.length, 'look')}: ${counts}</small></p></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(`${counted(rounds.length, 'look')}: ${counts}`)}">
${bars.join('')}<line class="rule" x1="0" y1="${FLOOR}" x2="${WIDTH}" y2="${FLOOR}"/>
<text x="0" y="${HEIGHT - 4}">${text(clock(rounds[0]?.at ?? ''))}</text>${rounds.length < 8 ? '' : `<text x="${end.toFixed(1)}" y="${HEIGHT - 4}" text-anchor="end">${text(clock(rounds.at(-1)?.at ?? ''))}</text>`}
</svg>
</figure>`;
}

function clock(iso: string): string {
  return `${iso.slice(11, 19)} UTC`;
}
