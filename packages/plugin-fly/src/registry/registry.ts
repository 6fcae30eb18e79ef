/** Asks a registry for an image (github.com/opencontainers/distribution-spec), without pulling it. */
import type { StageContext } from '@paintbox/deploy-core';
import { PUBLIC_REGISTRY, isLoopback } from '../api/addresses.ts';
import { createCaller } from '../api/caller.ts';
import type { ApiCaller } from '../api/caller.ts';
import type { PlatformAnswer } from '../api/http.ts';
import { seenIn } from '../api/seen.ts';
import { imageRefWrong } from '../errors.ts';
import { imageName } from './image-name.ts';
import type { ImageName } from './image-name.ts';
import { ACCEPT, digestOf, isImageType, isIndexType, manifestsOf } from './manifest.ts';
import type { PlatformManifest } from './manifest.ts';

/** What a registry says of an image. `unknown`: it refused to say, so nothing follows from it. */
export type FoundImage =
  | {
      readonly status: 'found';
      /** Of what was asked for: of an index, not of one of its manifests. */
      readonly digest: string;
      /** The manifests of an index; null for a manifest. */
      readonly manifests: readonly PlatformManifest[] | null;
    }
  | { readonly status: 'missing' | 'unknown'; readonly why: string };

/** A registry client. */
export interface Registry {
  /**
   * Looks an image up, by tag or digest.
   *
   * @throws DeployError `FLY_IMAGE_REF`; `FLY_PLATFORM_UNREACHABLE`, `FLY_ANSWER_UNUSABLE` and such when it cannot be asked
   */
  find(ref: string): Promise<FoundImage>;
}

/**
 * Opens the registry of the platform. A reference that names the public one is looked up where `FLY_REGISTRY_HOST` says. Other registries are asked
 * without the token.
 */
export function registry(ctx: StageContext): Registry {
  const call = createCaller(ctx);
  return {
    async find(ref) {
      const name = imageName(ref);
      if (name === undefined) throw imageRefWrong(ref);
      const head = await ask(call, name, 'HEAD');
      const digest = head.headers['docker-content-digest'];
      // The body is needed for the list of an index, for a digest that the head does not have, and for the words of a refusal.
      if (
        head.status === 200 &&
        digest !== undefined &&
        isImageType(typeOf(head)) &&
        !isIndexType(typeOf(head))
      ) {
        return foundAs(name, digest, null);
      }
      const whole = await ask(call, name, 'GET');
      const refused = refusal(whole);
      if (refused !== undefined) return refused;
      if (whole.cut !== undefined) return unknown(`its answer breaks off: ${whole.cut}`);
      const manifests = manifestsOf(whole.body);
      if (isIndexType(typeOf(whole)) && manifests === undefined) return unknown('its index is no index');
      return foundAs(name, digestOf(whole.body), isIndexType(typeOf(whole)) ? (manifests ?? []) : null);
    },
  };
}

function ask(call: ApiCaller, name: ImageName, method: 'HEAD' | 'GET'): Promise<PlatformAnswer> {
  const { base, ours } = baseOf(call, name);
  return call<PlatformAnswer>({
    call: `look up ${name.repository} at ${new URL(base).host}`,
    method,
    url: `${base}/v2/${name.repository}/manifests/${name.reference}`,
    headers: { accept: ACCEPT },
    authorization: ours ? call.authorization.registry : null,
    replay: 'free',
    changes: false,
    answer: null,
    otherwise: (answer) => ([200, 401, 403, 404].includes(answer.status) ? { value: answer } : undefined),
    turn: `registry ${name.repository}`,
    rate: { perSecond: 5, burst: 10 },
  });
}

function baseOf(call: ApiCaller, { host }: ImageName): { readonly base: string; readonly ours: boolean } {
  const { registry: base } = call.addresses;
  if (host === PUBLIC_REGISTRY || host === new URL(base).host) return { base, ours: true };
  const plain = isLoopback(new URL(`https://${host}`).hostname);
  return { base: `${plain ? 'http' : 'https'}://${host}`, ours: false };
}

function refusal(answer: PlatformAnswer): FoundImage | undefined {
  if (answer.status === 200 && isImageType(typeOf(answer))) return undefined;
  const why = `the registry says ${seenIn(answer)}`;
  // A page of some other server is not the word of a registry.
  return { status: answer.status === 404 && saysErrors(answer) ? 'missing' : 'unknown', why };
}

/** A registry that answers a question for a digest with another one cannot be believed. */
function foundAs(
  { digest: asked }: ImageName,
  digest: string,
  manifests: readonly PlatformManifest[] | null,
): FoundImage {
  if (!/^sha256:[\da-f]{64}$/.test(digest)) return unknown(`its digest is '${digest.slice(0, 80)}'`);
  if (asked !== null && asked !== digest) return unknown(`it was asked for ${asked} and answers ${digest}`);
  return { status: 'found', digest, manifests };
}

/** `{"errors": [{"code": "MANIFEST_UNKNOWN", …}]}` */
function saysErrors({ body }: PlatformAnswer): boolean {
  return /^\s*\{\s*"errors"\s*:\s*\[\s*\{\s*"code"/.test(body);
}

function unknown(why: string): FoundImage {
  return { status: 'unknown', why };
}

function typeOf(answer: PlatformAnswer): string {
  return answer.headers['content-type'] ?? '';
}
