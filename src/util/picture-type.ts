// Which picture some bytes are, by the first of them.

/** First bytes of the formats that models take. */
const SIGNATURES: readonly (readonly [mime: string, matches: (bytes: Buffer) => boolean])[] = [
  ['image/png', (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).equals(Buffer.from('\xff\xd8\xff', 'latin1'))],
  ['image/gif', (bytes) => bytes.subarray(0, 4).toString('latin1') === 'GIF8'],
  [
    'image/webp',
    (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  ],
];

/** The MIME type; undefined: none that models take. */
export function pictureType(bytes: Buffer): string | undefined {
  return SIGNATURES.find(([, matches]) => matches(bytes))?.[0];
}

/** The picture in a data URL, by what it begins with; null: none of a known kind. */
export function pictureIn(dataUrl: string): { readonly type: string; readonly base64: string } | null {
  const [, base64 = ''] = /^data:[^,]*;base64,([\s\S]*)$/i.exec(dataUrl) ?? [];
  const type = pictureType(Buffer.from(base64.slice(0, 64), 'base64'));
  return type === undefined ? null : { type, base64 };
}
