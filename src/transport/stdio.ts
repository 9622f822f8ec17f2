// The server's end of stdio: the process that started us is the one client. A client that stops
// reading makes `send` say false, and nothing is ever dropped.

import type { Listener, Transport } from './contract.js';
import type { TransportError } from './errors.js';
import { within } from './limits.js';
import { type LineOptions, type LineStreams, LineTransport } from './line-transport.js';

/**
 * Speaks lines over this process's own stdin and stdout, or over the streams given. When stdin ends
 * the close is told with the cause `remote`, but answers may still be sent until `close` is called.
 */
export function stdioTransport(options: LineOptions & Partial<LineStreams> = {}): Transport {
  const { input = process.stdin, output = process.stdout } = options;
  return new StdioTransport({ input, output }, { oversized: 'discard', ...options });
}

/** A listener with exactly one connection, which is there from the start. */
export function stdioListener(options: LineOptions & Partial<LineStreams> = {}): Listener {
  const transport = stdioTransport(options);
  let isGiven = false;
  return {
    address: 'stdio://',
    onConnection(handler) {
      if (isGiven) return;
      isGiven = true;
      handler(transport);
    },
    close: (why) => transport.close(why),
  };
}

class StdioTransport extends LineTransport {
  readonly kind = 'stdio';
  readonly label = 'stdio';
  #isClosed = false;

  override send(frame: string): boolean {
    return this.#isClosed ? true : super.send(frame);
  }

  async close(why = 'stdio was closed by this side.'): Promise<void> {
    this.#isClosed = true;
    this.input.pause();
    const { clock, closeTimeoutMs } = this.limits;
    await within(clock, closeTimeoutMs, this.writer.finish());
    this.terminate(why);
  }

  terminate(why = 'stdio was closed by this side.'): void {
    this.#isClosed = true;
    this.writer.abandon();
    this.input.destroy();
    this.abandonFrames();
    this.end({ cause: 'local', message: why });
  }

  protected inputEnded(): void {
    this.end({ cause: 'remote', message: 'The client closed stdin.' });
  }

  protected breakOff(cause: 'oversized' | 'error', error: TransportError): void {
    this.#isClosed = true;
    this.writer.abandon();
    this.input.destroy();
    this.end({ cause, message: error.message, error });
  }
}
