/** Reads the entries of a ZIP archive, which a workbook is (PKWARE APPNOTE 6.3.10, §4.3). */
import { inflateRawSync } from 'node:zlib';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** No part of a workbook that is read here is longer. */
const LONGEST_BYTES = 200_000_000;

/**
 * The texts of the named entries.
 *
 * @throws an error when the file is no archive
 */
export function unzip(file: Buffer, wanted: (name: string) => boolean): ReadonlyMap<string, string> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || file.readUInt32LE(end) !== END) throw new Error('the file is no ZIP archive');
  const texts = new Map<string, string>();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0 && file.readUInt32LE(at) === ENTRY; left -= 1) {
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    if (wanted(name)) texts.set(name, entryAt(file, at));
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return texts;
}

function entryAt(file: Buffer, at: number): string {
  const isDeflated = file.readUInt16LE(at + 10) === 8;
  const header = file.readUInt32LE(at + 42);
  // The name and the extra field may have other lengths here than in the directory.
  const from = header + 30 + file.readUInt16LE(header + 26) + file.readUInt16LE(header + 28);
  const bytes = file.subarray(from, from + file.readUInt32LE(at + 20));
  return (isDeflated ? inflateRawSync(bytes, { maxOutputLength: LONGEST_BYTES }) : bytes).toString('utf8');
}
