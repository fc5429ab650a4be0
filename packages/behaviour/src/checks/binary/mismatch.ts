/**
 * Files that are not what their names say: a program called `logo.png`, an archive behind the end of an image, a source file
 * that is a zip as well. Tools that go by the name, or by the first bytes, look past them.
 */
import { type FileType, fileType } from '../../bytes/file-type.ts';
import { zipEnd } from '../../bytes/listing.ts';
import { isAside } from '../../bytes/place.ts';
import type { Check } from '../../check.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { findingOf } from '../finding-of.ts';

/** Names that promise an image, a font or a text. */
const PROMISES =
  /\.(?:png|jpe?g|gif|webp|bmp|ico|svg|ttf|otf|woff2?|mp[34]|wav|ogg|pdf|rs|md|txt|toml|json|ya?ml|lock|html|css|csv|c|h|cc|cpp|hpp|py|pem|crt|key|log|cfg|ini|proto)$/i;

export const binaryMismatch: Check = {
  id: 'binary-mismatch',
  version: 1,
  group: 'binary',
  title: 'files that are programs or archives under the name of something else',
  severity: 'review',
  evidence: ['binary'],
  wrongWhen: 'test data of file type detectors',
  run({ subject }): readonly Finding[] {
    const found: Evidence[] = [];
    const aside: Evidence[] = [];
    for (const [path, bytes] of subject.files) {
      const text = oddity(path, bytes);
      if (text !== undefined) (isAside(path) ? aside : found).push({ kind: 'binary', text, file: path });
    }
    const out: Finding[] = [];
    if (found.length > 0) {
      const { file, text } = found[0]!;
      out.push(findingOf(binaryMismatch, 'review', `${file} is not what its name says: ${text}`, found));
    }
    if (aside.length > 0)
      out.push(findingOf(binaryMismatch, 'info', 'test data that is not what its name says', aside));
    return out;
  },
};

function oddity(path: string, bytes: Uint8Array): string | undefined {
  const type = fileType(bytes);
  if (type !== undefined && PROMISES.test(path) && hides(type)) return `it is ${type.name}`;
  if (type !== undefined && type.family !== 'media') return undefined;
  const behind = behindEnd(type, bytes);
  if (behind !== undefined) return `${behind.name} behind the end of the ${type!.name}`;
  if ((type !== undefined || PROMISES.test(path)) && zipEnd(bytes) >= 0) return 'it is a zip archive as well';
  return undefined;
}

/** Scripts may have any name. */
function hides({ family }: FileType): boolean {
  return family === 'program' || family === 'object' || family === 'wasm' || family === 'archive';
}

/** What follows the end of an image, if that is a program or archive. */
function behindEnd(type: FileType | undefined, bytes: Uint8Array): FileType | undefined {
  const end = type?.name === 'PNG' ? pngEnd(bytes) : type?.name === 'GIF' || type?.name === 'JPEG' ? undefined : -1;
  if (end === -1) return undefined;
  if (end !== undefined) {
    const rest = fileType(bytes.subarray(end));
    return rest !== undefined && hides(rest) ? rest : undefined;
  }
  return embedded(bytes, type!.name === 'GIF' ? [0x00, 0x3b] : [0xff, 0xd9]);
}

function pngEnd(bytes: Uint8Array): number {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = data.getUint32(at, false);
    const name = data.getUint32(at + 4, false);
    at += 12 + length;
    if (name === 0x49454e44) return at < bytes.length ? at : -1;
  }
  return -1;
}

/** End marks of an image at which a program or archive begins. */
const MARKS_MAX = 10_000;

function embedded(bytes: Uint8Array, [first, second]: readonly [number, number]): FileType | undefined {
  let at = 0;
  for (let marks = 0; marks < MARKS_MAX; marks++) {
    at = bytes.indexOf(first, at);
    if (at < 0 || at + 4 >= bytes.length) return undefined;
    at++;
    if (bytes[at] !== second) continue;
    const type = fileType(bytes.subarray(at + 1));
    // Two bytes are too few to tell a DOS program from data.
    if (type !== undefined && hides(type) && type.name !== 'MZ' && type.name !== 'COFF object') return type;
  }
  return undefined;
}
