/** What there are pictures of on the site of the documents: each kind of page, and those that are read at night. */
import { SCHEMES } from './scene.ts';
import type { Scene } from './scene.ts';

/** By the name of the picture; the paths are those of the built site. */
const PAGES: Readonly<Record<string, string>> = {
  home: 'index.html',
  'getting-started': 'getting-started.html',
  comparison: 'comparison.html',
  faq: 'faq.html',
  'shell-script': 'from-a-shell-script.html',
  troubleshooting: 'troubleshooting.html',
  error: 'error/jwks-empty.html',
  architecture: 'architecture.html',
  api: 'api/core-run.html',
  changelog: 'changelog.html',
};

const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

/** The site brings its own letters, but not those of code and of drawings: see the other scenes. */
const FONTS =
  'pre,code,pre *,kbd{font-family:"DejaVu Sans Mono"!important}svg text{font-family:"DejaVu Sans"!important}';

/** Runs in the browser: entries come with every change, so the picture shows these. */
const FIXED_ENTRIES = `(() => {
  const list = document.querySelector('.vp-doc ul');
  while (list.nextElementSibling !== null) list.nextElementSibling.remove();
  list.innerHTML = '<li>What somebody notices, in a sentence or two that are as long as such sentences are, with a <code>name</code>.</li>'.repeat(3);
  document.querySelectorAll('.VPDocAsideOutline li li').forEach((one) => one.remove());
})()`;

/** All of them, of a site that is served at `url`. */
export function siteScenes(url: string): readonly Scene[] {
  return Object.entries(PAGES).flatMap(([name, path]) =>
    Object.entries(SIZES).flatMap(([size, { width, height }]) =>
      SCHEMES.map((scheme): Scene => ({
        name: `${name}-${size}-${scheme}`,
        width,
        height,
        scale: 0.5,
        scheme,
        async show(page) {
          await page.goto(`${url}/${path}`, { waitUntil: 'networkidle' });
          await page.addStyleTag({ content: FONTS });
          if (name === 'changelog') await page.evaluate(FIXED_ENTRIES);
          await page.evaluate('document.fonts.ready');
        },
      })),
    ),
  );
}
