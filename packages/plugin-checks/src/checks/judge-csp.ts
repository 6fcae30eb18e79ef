/** Judges a content security policy by the published scoring of the HTTP Observatory. */
import type { Finding } from '../suite/result.ts';

/** `headers.csp`. Several policies arrive joined by commas; all of them apply. */
export function judgeCsp(header: string): Finding {
  const name = 'content-security-policy';
  const evidence = { [name]: header.slice(0, 500) };
  const hint = `send ${name}: default-src 'self'`;
  if (header.trim() === '') {
    return { verdict: 'warn', message: `${name} is missing`, evidence: { [name]: null }, hint };
  }
  const weaknesses = header.split(',').map((policy) => weaknessOf(directivesOf(policy)));
  // One strict policy is enough: a browser allows only what all policies allow.
  return weaknesses.includes(undefined)
    ? { verdict: 'pass', message: `${name} is sent, and scripts are held to it`, evidence }
    : { verdict: 'warn', message: `${name} is sent, but ${weaknesses[0] ?? ''}`, evidence, hint };
}

type Directives = ReadonlyMap<string, readonly string[]>;

function directivesOf(policy: string): Directives {
  const entries = policy.split(';').flatMap((part) => {
    const [name, ...values] = part.trim().toLowerCase().split(/\s+/);
    return name === undefined || name === '' ? [] : [[name, values] as const];
  });
  // CSP 3 §2.2.1: of two directives of one name the first counts.
  return new Map(entries.toReversed());
}

function weaknessOf(directives: Directives): string | undefined {
  const scripts = directives.get('script-src') ?? directives.get('default-src');
  if (scripts === undefined) return 'it says nothing about scripts';
  const isTied = scripts.some((source) => /^'(nonce-|sha(256|384|512)-)/.test(source));
  if (scripts.includes("'unsafe-inline'") && !isTied)
    return "it lets any inline script run ('unsafe-inline')";
  if (scripts.includes("'unsafe-eval'")) return "it lets text become script ('unsafe-eval')";
  const wide = scripts.find((source) => ['*', 'http:', 'https:', 'data:', 'blob:'].includes(source));
  if (wide !== undefined && !scripts.includes("'strict-dynamic'"))
    return `it takes scripts from anywhere (${wide})`;
  return undefined;
}
