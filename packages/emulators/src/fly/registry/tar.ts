/** The archive format of image layers (pubs.opengroup.org, pax): plain files, always with the same owner and time, so that the same files give the same bytes. */

/** A file of an archive. */
export interface TarFile {
  /** Without a slash in front. */
  readonly path: string;
  readonly content: Buffer;
  /** Of a symbolic link, which has no content. */
  readonly linkTo?: string | undefined;
}

const block = 512;
const longestName = 100;

/** Files as an archive, in the order given. */
export function packTar(files: readonly TarFile[]): Buffer {
  const parts = files.flatMap(({ path, content }) => {
    const isLong = Buffer.byteLength(path) > longestName;
    return [
      ...(isLong ? entry('pax', 'x', paxRecord('path', path)) : []),
      ...entry(isLong ? path.slice(-20) : path, '0', content),
    ];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

/** The plain files and symbolic links of an archive, also of one with long names as GNU tar writes them. */
export function unpackTar(archive: Buffer): TarFile[] {
  const files: TarFile[] = [];
  let longName: string | undefined;
  let longLink: string | undefined;
  for (let at = 0; at + block <= archive.length;) {
    const header = archive.subarray(at, at + block);
    if (header[0] === 0) break;
    const size = Number.parseInt(textOf(header, 124, 12), 8);
    const content = archive.subarray(at + block, at + block + size);
    const type = textOf(header, 156, 1);
    if (type === 'x') {
      longName = /\d+ path=(.*)\n/u.exec(content.toString())?.[1];
      longLink = /\d+ linkpath=(.*)\n/u.exec(content.toString())?.[1];
    } else if (type === 'L') longName = textOf(content, 0, content.length);
    else if (type === 'K') longLink = textOf(content, 0, content.length);
    else {
      const path = longName ?? nameOf(header);
      if (type === '0' || type === '') files.push({ path, content });
      if (type === '2') files.push({ path, content, linkTo: longLink ?? textOf(header, 157, 100) });
      [longName, longLink] = [undefined, undefined];
    }
    at += block + Math.ceil(size / block) * block;
  }
  return files;
}

function entry(name: string, type: string, content: Buffer): Buffer[] {
  const header = Buffer.alloc(block);
  const put = (text: string, at: number): void => void header.write(text, at);
  put(name, 0);
  put('0000644\0', 100);
  put('0000000\0', 108); // owner
  put('0000000\0', 116); // group
  put(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  put('00000000000\0', 136); // time
  put('        ', 148); // the checksum counts as spaces in itself
  put(type, 156);
  put('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, content, Buffer.alloc((block - (content.length % block)) % block)];
}

/** `27 path=…` and a line end, where the number counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length += 1;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

function nameOf(header: Buffer): string {
  const prefix = textOf(header, 345, 155);
  const name = textOf(header, 0, longestName);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textOf(header: Buffer, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.subarray(0, end === -1 ? length : end).toString();
}
