/** Puts a text into the emulator. */
import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsEmulator } from '@paintbox/deploy-emulators/aws';

/** Creates a secret. */
export async function createSecret(
  aws: AwsEmulator,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
  { name, text }: { readonly name: string; readonly text: string },
): Promise<void> {
  const client = new SecretsManagerClient({ endpoint: aws.url, region: aws.region, credentials });
  const ClientRequestToken = randomUUID();
  await client.send(new CreateSecretCommand({ Name: name, SecretString: text, ClientRequestToken }));
  client.destroy();
}
