// Short forms of the calls of S3 on one bucket.

import * as sdk from '@aws-sdk/client-s3';

/** A bucket. */
export class Objects {
  readonly client: sdk.S3Client;
  readonly bucket: string;

  constructor(client: sdk.S3Client, bucket: string) {
    this.client = client;
    this.bucket = bucket;
  }

  put(
    Key: string,
    Body: sdk.PutObjectCommandInput['Body'] = 'text',
    more: Partial<sdk.PutObjectCommandInput> = {},
  ) {
    return this.client.send(new sdk.PutObjectCommand({ Bucket: this.bucket, Key, Body, ...more }));
  }

  get(Key: string, more: Partial<sdk.GetObjectCommandInput> = {}) {
    return this.client.send(new sdk.GetObjectCommand({ Bucket: this.bucket, Key, ...more }));
  }

  async text(Key: string): Promise<string | undefined> {
    return (await this.get(Key)).Body?.transformToString();
  }

  head(Key: string) {
    return this.client.send(new sdk.HeadObjectCommand({ Bucket: this.bucket, Key }));
  }

  remove(Key: string, more: Partial<sdk.DeleteObjectCommandInput> = {}) {
    return this.client.send(new sdk.DeleteObjectCommand({ Bucket: this.bucket, Key, ...more }));
  }

  list(more: Partial<sdk.ListObjectsV2CommandInput> = {}) {
    return this.client.send(new sdk.ListObjectsV2Command({ Bucket: this.bucket, ...more }));
  }

  async keys(more: Partial<sdk.ListObjectsV2CommandInput> = {}): Promise<readonly (string | undefined)[]> {
    return ((await this.list(more)).Contents ?? []).map(({ Key }) => Key);
  }

  async clear(): Promise<void> {
    for (const key of await this.keys()) if (key !== undefined) await this.remove(key);
  }
}
