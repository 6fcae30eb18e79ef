/** The style of the home page. It stands in the page itself; the content security policy knows its hash. */
export const homeStyle: string = `
body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1.5rem; color: #1d2b36; }
h1 { color: #0b6e99; margin-bottom: 0; }
code { background: #eef3f6; padding: 0.1em 0.35em; border-radius: 0.25em; }
footer { margin-top: 3rem; color: #5c6b76; font-size: 0.9rem; }
`;

/** The page at `/`: what this is and where to go on. */
export function homePage(version: string, build: string | undefined): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Paintbox</title>
<style>${homeStyle}</style>
</head>
<body>
<h1>Paintbox</h1>
<p>Estimates for painting jobs.</p>
<ul>
<li><code>POST /api/estimate</code> prices areas by size, coats, preparation and quality</li>
<li><code>GET /api/me</code> says who a token belongs to</li>
<li><a href="/api/health">/api/health</a> says whether this machine can work</li>
<li><a href="/.well-known/jwks.json">/.well-known/jwks.json</a> lists the keys that verify tokens</li>
</ul>
<footer>Version ${version}${build === undefined ? '' : `, build ${build}`}</footer>
</body>
</html>
`;
}
