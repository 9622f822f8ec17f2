// What the active version says about params and shapes: decoding on the way in, trimming on the way out.
// Part of what is loaded after the handshake.

import { type Decode, loadDecoder, loadTrimmer, type Profile, type Trimmer } from '../protocol/index.js';

export interface Wire {
  readonly decode: Decode;
  readonly trim: Trimmer;
}

export async function loadWire(profile: Profile): Promise<Wire> {
  const [decode, trim] = await Promise.all([loadDecoder(profile), loadTrimmer(profile)]);
  return { decode, trim };
}

/** Takes everything as it is: for the handshake, whose shape is the same in every version. */
export const plainWire: Wire = {
  decode: (_method, params) => ({ params }),
  trim: () => (value) => value,
};
