/**
 * The registry's HTTP API below `/v2/` (github.com/opencontainers/distribution-spec). Repositories are the apps' names. Tags cannot be listed and
 * nothing can be deleted.
 */
import type { IncomingMessage } from 'node:http';
import type { ImageStore } from '../images.ts';
import { Reply, type OtherCalls } from '../router.ts';
import { grantOf, mayUse, tokenOf, type TokenGrant } from '../tokens.ts';
import type { World } from '../world.ts';
import { readManifestCall, writeManifestCall } from './manifest-calls.ts';
import { RegistryError, type RegistryAnswer } from './registry-answer.ts';
import { Uploads } from './uploads.ts';

/** What a handler needs to know of a request. */
interface RegistryCall {
  readonly method: string;
  readonly repository: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
}

/** The calls below `/v2/`. */
export function registryCalls(parts: { readonly world: World; readonly images: ImageStore }): OtherCalls {
  const uploads = new Uploads(parts.images);
  return (request, url) => {
    if (!/^\/v2(\/|$)/u.test(url.pathname)) return undefined;
    const [, app = ''] = /^\/v2\/(.+?)\/(?:manifests|blobs|tags)\//u.exec(url.pathname) ?? [];
    return {
      app,
      act: async () => {
        const answered = answer(parts, uploads, request, url).catch((error: unknown) => {
          if (error instanceof RegistryError) return error.answer;
          throw error;
        });
        const { status, headers, body = Buffer.alloc(0) } = await answered;
        const own = { 'docker-distribution-api-version': 'registry/2.0', 'content-length': body.length };
        return new Reply(status, body, { ...own, ...headers });
      },
    };
  };
}

async function answer(
  { world, images }: { readonly world: World; readonly images: ImageStore },
  uploads: Uploads,
  request: IncomingMessage,
  { pathname, searchParams: query }: URL,
): Promise<RegistryAnswer> {
  const { method = 'GET', headers } = request;
  const bytes = await bodyOf(request);
  const token = tokenOf(headers);
  if (token === undefined) throw new RegistryError('UNAUTHORIZED');
  const grant = grantOf(world, token);
  if (grant.kind === 'expired') throw new RegistryError('UNAUTHORIZED');
  if (grant.kind === 'readonly' && !isRead(method)) throw new RegistryError('DENIED');
  if (/^\/v2\/?$/u.test(pathname)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') };
  }
  const [, repository = '', kind, rest = ''] =
    /^\/v2\/(.+?)\/(manifests|blobs|tags)\/(.*)$/u.exec(pathname) ?? [];
  if (!images.repositories.exists(repository)) throw new RegistryError('NAME_UNKNOWN', { name: repository });
  if (!mayUse(grant, world, repository)) throw new RegistryError('DENIED');
  const call = { method, repository, query, headers, bytes };
  if (kind === 'manifests') {
    refuseReads(world, grant, method);
    return await manifestCall(images, call, rest);
  }
  return kind === 'blobs' ? blobCall(images, uploads, call, rest) : unsupported();
}

async function manifestCall(
  images: ImageStore,
  { method, repository, headers, bytes }: RegistryCall,
  reference: string,
): Promise<RegistryAnswer> {
  if (isRead(method)) return readManifestCall(images, repository, reference);
  if (method !== 'PUT') return unsupported();
  const contentType = headers['content-type'] ?? '';
  return await writeManifestCall(images, repository, reference, { bytes, contentType });
}

function blobCall(
  { blobs, repositories }: ImageStore,
  uploads: Uploads,
  { method, repository, query, headers, bytes }: RegistryCall,
  rest: string,
): RegistryAnswer {
  const [first = '', id = ''] = rest.split('/');
  if (first !== 'uploads') {
    if (!isRead(method)) return unsupported();
    const body = repositories.hasBlob(repository, first) ? blobs.get(first) : undefined;
    if (!body) throw new RegistryError('BLOB_UNKNOWN', { digest: first });
    const found = { 'content-type': 'application/octet-stream', 'docker-content-digest': first };
    return { status: 200, headers: found, body };
  }
  switch (method) {
    case 'POST':
      return uploads.begin(repository, query, bytes);
    case 'PATCH':
      return uploads.add(repository, id, { bytes, range: headers['content-range'] });
    case 'PUT':
      return uploads.finish(repository, id, query.get('digest') ?? '', bytes);
    case 'GET':
      return uploads.state(repository, id);
    case 'DELETE':
      return uploads.cancel(repository, id);
    default:
      return unsupported();
  }
}

/** As reported of deploy tokens: what pulls and pushes may still be refused to who only looks. */
function refuseReads({ rules }: World, { kind }: TokenGrant, method: string): void {
  const status = kind === 'deploy' && isRead(method) ? rules.manifestsForDeployTokens : undefined;
  if (status !== undefined) throw new RegistryError(status === 401 ? 'UNAUTHORIZED' : 'DENIED');
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function unsupported(): never {
  throw new RegistryError('UNSUPPORTED');
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // no encoding is set
  return Buffer.concat(parts);
}
