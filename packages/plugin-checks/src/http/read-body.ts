/** Reads the body of an answer as text: decompressed, and no longer than allowed. */
import type { IncomingMessage } from 'node:http';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import type { Transform } from 'node:stream';

/** The codings that a request may offer. */
export const CODINGS = 'gzip, deflate, br';

/** Statuses whose answers have no body. */
const BODILESS = [204, 205, 304];

/**
 * The text; undefined when it is longer than `maxBytes`. A byte order mark is no part of it.
 *
 * @throws the error of a body that breaks off, or of one that is not coded as it says
 */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  // Leaving the loop destroys the stream, so of an endless body only the limit is read.
  for await (const chunk of decoded(response)) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function* decoded(response: IncomingMessage): AsyncIterable<Buffer> {
  const { statusCode = 0, headers } = response;
  const codings = (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '' && one !== 'identity');
  const chunks = response as AsyncIterable<Buffer>;
  // An unknown coding is passed on as it is, as browsers do.
  if (BODILESS.includes(statusCode) || !codings.every((one) => one in DECODERS)) yield* chunks;
  else yield* codings.reduceRight((from, coding) => through(from, coding), chunks);
}

/** Decodes one coding. An empty body is empty in any. */
async function* through(from: AsyncIterable<Buffer>, coding: string): AsyncIterable<Buffer> {
  let decoder: Transform | undefined;
  let failure: unknown;
  const feed = async (to: Transform, first: Buffer, rest: AsyncIterator<Buffer>): Promise<void> => {
    for (let next: Buffer | undefined = first; next !== undefined;) {
      if (!to.write(next))
        await new Promise<void>((resolve) => void to.once('drain', resolve).once('close', resolve));
      if (to.destroyed) return;
      const more = await rest.next();
      next = more.done === true ? undefined : more.value;
    }
    to.end();
  };
  const source = from[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done === true) return;
  decoder = (DECODERS[coding] ?? createGunzip)(first.value);
  const fed = feed(decoder, first.value, source).catch((error: unknown) => {
    failure = error;
    decoder?.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    yield* decoder as AsyncIterable<Buffer>;
    await fed;
    if (failure !== undefined) throw failure;
  } finally {
    decoder.destroy();
    await source.return?.();
  }
}

const DECODERS: Readonly<Record<string, (first: Buffer) => Transform>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  // Some servers mean the raw format. A zlib header has 8 in its lowest four bits (RFC 1950).
  deflate: (first) => ((first[0] ?? 0) % 16 === 8 ? createInflate() : createInflateRaw()),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
};
