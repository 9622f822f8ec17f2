// What a reply comes down to: events and pauses in order. Pure data between the script and the socket.

import type { JsonObject } from './model-request.js';
import type { CutKind } from './script.js';

export type Step =
  | { readonly kind: 'event'; readonly event: JsonObject }
  /** Bytes as they are. */
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'hold'; readonly gate: string }
  /** Always the last. */
  | { readonly kind: 'cut'; readonly how: CutKind };

/** An event as it stands in the stream. */
export function encodeEvent(event: JsonObject): string {
  return `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** The same steps, broken off after so many events; raw bytes count as one. */
export function* cutAfter(steps: Iterable<Step>, events: number, how: CutKind): Generator<Step> {
  let left = events;
  for (const step of steps) {
    if (step.kind === 'event' || step.kind === 'raw') {
      if (left === 0) break;
      left -= 1;
    }
    yield step;
    if (left === 0) break;
  }
  yield { kind: 'cut', how };
}
