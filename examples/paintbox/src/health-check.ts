/**
 * What the image's health check runs: this process answers, and verifiers find keys. Both, because a platform that only asks for the health
 * would route traffic to a machine whose tokens nobody can verify.
 */
const port = process.env['PORT'] ?? '8080';
const limitMs = 4_000;

const problems = await Promise.all(['/api/health', '/.well-known/jwks.json'].map(ask));
const found = problems.filter((problem) => problem !== undefined);
if (found.length > 0) {
  process.stderr.write(
    `${JSON.stringify({ level: 'error', event: 'health-check.failed', problems: found })}\n`,
  );
  process.exitCode = 1;
}

async function ask(path: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(limitMs) });
    if (!answer.ok) return `${path} answered ${answer.status}`;
    const body = (await answer.json()) as { readonly keys?: readonly unknown[] };
    return path.endsWith('jwks.json') && !body.keys?.length ? `${path} has no keys` : undefined;
  } catch (error) {
    return `${path}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
