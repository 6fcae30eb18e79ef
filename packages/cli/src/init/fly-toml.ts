/** Reads the few values of a fly.toml that `init` needs. It reads lines; the Fly plugin reads the file as the platform does. */

/** What a fly.toml says about the app. */
export interface FlyToml {
  readonly app: string | undefined;
  readonly port: number | undefined;
  /** The path of the first health check over HTTP. */
  readonly healthPath: string | undefined;
}

/** The values of the text. What is not there, or not written as usual, is undefined. */
export function readFlyToml(text: string): FlyToml {
  let table = '';
  let app: string | undefined;
  let port: number | undefined;
  let healthPath: string | undefined;
  for (const line of text.split('\n')) {
    const [, opened] = /^\s*\[+\s*([\w.'"-]+)\s*\]+/.exec(line) ?? [];
    if (opened !== undefined) table = opened;
    const [, key = '', quoted, number] = /^\s*([\w-]+)\s*=\s*(?:["']([^"']*)["']|(\d+))/.exec(line) ?? [];
    if (table === '' && key === 'app') app ??= quoted;
    if (key === 'internal_port' && /^(http_service|services)$/.test(table)) port ??= Number(number ?? quoted);
    if (key === 'path' && /(^|[._])checks\b/.test(table)) healthPath ??= quoted;
  }
  return {
    app: app !== undefined && /^[A-Za-z0-9-]+$/.test(app) ? app : undefined,
    port: port !== undefined && port > 0 ? port : undefined,
    healthPath: healthPath?.startsWith('/') === true ? healthPath : undefined,
  };
}
