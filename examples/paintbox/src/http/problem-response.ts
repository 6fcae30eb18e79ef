/** One thing that is wrong with a request, and where. */
export type RequestProblem = { readonly code: string; readonly path: string; readonly message: string };

/** What a failed request is told. */
export type ProblemOptions = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly problems?: readonly RequestProblem[];
  readonly headers?: Readonly<Record<string, string>>;
};

/** Every error of this app has this shape: `{ "error": { "code", "message", "problems"? } }`, and is cached nowhere. */
export function problemResponse({ status, headers = {}, ...error }: ProblemOptions): Response {
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store', ...headers } });
}
