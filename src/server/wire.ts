// What the active version says about params and shapes: decoding on the way in, trimming on the way out.
// Loaded when the first request needs it, so that initialize need not wait for it.

import { type Decode, loadDecoder, type Profile } from '../protocol/index.js';

export interface Wire {
  readonly decode: Decode;
  trimResult(method: string, result: unknown): unknown;
  trimNotification(method: string, params: unknown): unknown;
}

export async function loadWire(profile: Profile): Promise<Wire> {
  const decode = await loadDecoder(profile);
  return { decode, trimResult: (_method, result) => result, trimNotification: (_method, params) => params };
}
