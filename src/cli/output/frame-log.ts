// Reads the frames that pass a transport, and tells of each answer which request it belongs to.

import { decode } from '../../jsonrpc/codec.js';
import type { Malformed, Message, RequestId } from '../../jsonrpc/message.js';

export interface SeenFrame {
  readonly dir: 'in' | 'out';
  readonly message: Message | Malformed;
  /** The frame as it went over the wire. */
  readonly text: string;
  /** The method of the request, for an answer too where it is known. */
  readonly method: string | undefined;
}

export class FrameLog {
  /** Requests without their answer, by who asked. */
  readonly #asked = { in: new Map<RequestId, string>(), out: new Map<RequestId, string>() };

  read(dir: 'in' | 'out', text: string): SeenFrame {
    const message = decode(text);
    return { dir, message, text, method: this.#methodOf(dir, message) };
  }

  #methodOf(dir: 'in' | 'out', message: Message | Malformed): string | undefined {
    switch (message.kind) {
      case 'request':
        this.#asked[dir].set(message.id, message.method);
        return message.method;
      case 'notification':
        return message.method;
      case 'success':
      case 'failure': {
        const asked = this.#asked[dir === 'in' ? 'out' : 'in'];
        const method = asked.get(message.id);
        asked.delete(message.id);
        return method;
      }
      case 'malformed':
        return undefined;
    }
  }
}
