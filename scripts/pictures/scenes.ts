/** What there are pictures of: the report, the mail and the terminal of one run that was taken back, and the page of a fleet of a thousand. */
import { mailBody } from '../../packages/plugin-notify/src/channels/email-body.ts';
import { endedNotice } from '../../packages/plugin-notify/src/notices/compose.ts';
import { fleetPage } from '../../packages/cli/src/fleets/fleet-page.ts';
import { createPaint } from '../../packages/cli/src/paint.ts';
import { closingLines } from '../../packages/cli/src/reporters/closing.ts';
import { htmlReport } from '../../packages/cli/src/reports/html.ts';
import { THOUSAND } from '../../packages/cli/test/fleets/thousand.ts';
import { sampleRecord } from '../../packages/cli/test/reports/sample-record.ts';
import { screensOf } from '../record-terminal/screens.ts';
import { svgOf } from '../record-terminal/svg.ts';
import { SCHEMES } from './scene.ts';
import type { Scene } from './scene.ts';

/** Fonts differ between machines, so pictures are made with those of Debian's fonts-dejavu-core. */
const FONTS = `<style>*{font-family:"DejaVu Sans"!important}code,pre,.scroll *{font-family:"DejaVu Sans Mono"!important}</style>`;

/** A page that is looked at in light and dark. */
interface Page {
  readonly name: string;
  readonly html: string;
  readonly width: number;
  readonly height: number;
  /** The part that is at the top of the picture. Default: the top of the page. */
  readonly from?: string;
}

/** All of them. */
export async function scenes(): Promise<readonly Scene[]> {
  const report = withFonts(htmlReport(sampleRecord));
  const todo = 'run `FLY_APP=customer-shop-0322 paintbox-deploy explain 20261128-110000-321`: it says why';
  const fleet = withFonts(fleetPage(THOUSAND, { todo, reportOf: ({ app }) => `members/${app}.html` }));
  const { html: mail } = mailBody(endedNotice(sampleRecord, false), false);
  const pages: readonly Page[] = [
    { name: 'report-desk', html: report, width: 1100, height: 760 },
    { name: 'report-phone', html: report, width: 360, height: 740 },
    { name: 'fleet-desk', html: fleet, width: 1100, height: 680, from: '#members' },
    { name: 'fleet-phone', html: fleet, width: 360, height: 740 },
    { name: 'mail-desk', html: withFonts(mail), width: 720, height: 760 },
    { name: 'mail-phone', html: withFonts(mail), width: 360, height: 740 },
    ...(await Promise.all([80, 40].map(terminal))),
  ];
  return pages.flatMap(({ name, html, width, height, from }) =>
    SCHEMES.map((scheme) => ({
      name: `${name}-${scheme}`,
      width,
      height,
      scheme,
      async show(page) {
        await page.setContent(html);
        if (from !== undefined)
          await page.locator(from).evaluate((part) => part.scrollIntoView({ behavior: 'instant' }));
      },
    })),
  );
}

/** The last words of the run, as a terminal of this width shows them. */
async function terminal(columns: number): Promise<Page> {
  const place = { recordedAt: '.paintbox/state', reportDir: 'reports' };
  const context = { ...place, commandLine: { program: 'npx paintbox-deploy', flags: [] } };
  const lines = closingLines(sampleRecord, context, createPaint(true), columns);
  const rows = 14;
  const screens = await screensOf([{ atMs: 0, text: `${lines.join('\r\n')}\r\n` }], { columns, rows });
  const svg = svgOf(
    { screens, lengthMs: 1 },
    { columns, rows },
    { title: 'the end of a deploy', typed: 'deploy' },
  );
  const html = `<!doctype html><html lang="en"><head><title>terminal</title></head><body style="margin:0">${svg}</body></html>`;
  const [, width = '0', height = '0'] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  return { name: `terminal-${columns}`, html: withFonts(html), width: Number(width), height: Number(height) };
}

/** The report allows no script but its own, and no style from elsewhere; one more inside the page is fine. */
function withFonts(html: string): string {
  return html.replace('</head>', `${FONTS}</head>`);
}
