// Which AWS is asked: our emulator unless `AWS_CONTRACT_ENDPOINT` names another one, or says `aws`.

import { isIP } from 'node:net';

import { startAwsEmulator } from '../../../src/aws/index.ts';
import { allowAll, owner } from '../rig.ts';

/** A backend that answers. */
export interface Backend {
  /** The name of its list of deviations. */
  readonly name: 'emulator' | 'moto' | 'localstack' | 'aws' | 'other';
  /** Who answered, for people. */
  readonly says: string;
  readonly config: {
    readonly region: string;
    readonly endpoint?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** How long something may take to be seen everywhere, in ms. */
  readonly patienceMs: number;
  close(): Promise<void>;
}

/** Opens the backend that the environment names. Only the real AWS is asked with the credentials of the environment. */
export async function openBackend(
  asked: string | undefined = process.env['AWS_CONTRACT_ENDPOINT'],
): Promise<Backend> {
  const region = process.env['AWS_REGION'] ?? 'us-east-1';
  if (asked === undefined || asked === '') return ownEmulator();
  const close = async (): Promise<void> => undefined;
  if (asked === 'aws') {
    return { name: 'aws', says: `AWS in ${region}`, config: { region }, patienceMs: 300_000, close };
  }
  const { hostname } = new URL(asked);
  if (isIP(hostname) === 0 && hostname !== 'localhost') {
    throw new Error(`AWS_CONTRACT_ENDPOINT is 'aws' or an address on this machine, not ${asked}`);
  }
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  return {
    ...(await identify(asked)),
    config: { region, endpoint: asked, credentials },
    patienceMs: 5_000,
    close,
  };
}

async function ownEmulator(): Promise<Backend> {
  const aws = await startAwsEmulator({ forceDeleteDelayMs: 300 });
  aws.putUser({ ...owner, name: 'owner', policy: allowAll });
  return {
    name: 'emulator',
    says: `the emulator of this repository at ${aws.url}`,
    config: { region: aws.region, endpoint: aws.url, credentials: owner },
    patienceMs: 5_000,
    close: () => aws.close(),
  };
}

/** Emulators show what they are, each in its own way. */
async function identify(endpoint: string): Promise<Pick<Backend, 'name' | 'says'>> {
  const ask = async (path: string) => {
    const answer = await fetch(new URL(path, endpoint), { signal: AbortSignal.timeout(60_000) });
    return { headers: answer.headers, text: answer.ok ? await answer.text() : '' };
  };
  const localstack = await ask('/_localstack/health');
  if (localstack.text.includes('"services"')) {
    return { name: 'localstack', says: `LocalStack at ${endpoint}: ${localstack.text.slice(0, 200)}` };
  }
  const moto = await ask('/moto-api/data.json');
  if (moto.text.startsWith('{')) {
    const version = process.env['MOTO_VERSION'] ?? 'of unknown version';
    return { name: 'moto', says: `moto ${version} at ${endpoint} (${moto.headers.get('server') ?? ''})` };
  }
  if (moto.headers.has('x-emulator'))
    return { name: 'emulator', says: `an emulator of this repository at ${endpoint}` };
  return {
    name: 'other',
    says: `an unknown backend at ${endpoint} (${moto.headers.get('server') ?? 'no name'})`,
  };
}
