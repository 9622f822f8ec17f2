// What the active version says about params and shapes: decoding on the way in, trimming on the way out.
// Part of what is loaded after the handshake.

import {
  type Decode,
  type Decoded,
  loadDecoder,
  loadTrimmer,
  type Profile,
  type Trimmer,
} from '../protocol/index.js';

export interface Wire {
  readonly decode: Decode;
  readonly trim: Trimmer;
}

export async function loadWire(profile: Profile): Promise<Wire> {
  const [decode, trim, definitions] = await Promise.all([
    loadDecoder(profile),
    loadTrimmer(profile),
    profile.definitions(),
  ]);
  const membersOf = (method: string): ReadonlySet<string> | null => {
    const name = profile.methodInfo(method)?.params;
    const members = name ? definitions[name]?.properties : undefined;
    return members === undefined ? null : new Set(Object.keys(members));
  };
  const known = new Map<string, ReadonlySet<string> | null>();
  return {
    trim,
    decode(method, params) {
      const decoded = decode(method, params);
      let members = known.get(method);
      if (members === undefined) {
        members = membersOf(method);
        known.set(method, members);
      }
      return members === null ? decoded : withoutStrangers(decoded, members);
    },
  };
}

/** Members that a version does not have mean nothing to it, even where a newer one would obey them. */
function withoutStrangers(decoded: Decoded, members: ReadonlySet<string>): Decoded {
  if (!('params' in decoded)) return decoded;
  const { params } = decoded;
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return decoded;
  const names = Object.keys(params);
  if (names.every((name) => members.has(name))) return decoded;
  return { params: Object.fromEntries(Object.entries(params).filter(([name]) => members.has(name))) };
}

/** Takes everything as it is: for the handshake, whose shape is the same in every version. */
export const plainWire: Wire = {
  decode: (_method, params) => ({ params }),
  trim: () => (value) => value,
};
