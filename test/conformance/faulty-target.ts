// Our server with one deliberate fault: every frame between it and its client passes through functions that may
// change, drop, double or hold it.
import { embeddedTarget } from '../../src/cli/conform/target-of.js';
import type { Target } from '../../src/conformance/index.js';
import { createMemoryPair, type Transport } from '../../src/transport/index.js';

export type Json = Record<string, unknown>;
/** What passes instead of a frame. One function per connection, so that it may remember. */
export type Pass = (frame: Json, text: string) => readonly (Json | string)[];

export interface Fault {
  readonly what: string;
  /** Scenarios of which at least one must fail. */
  readonly caughtBy: string;
  /** Frames of the server. */
  readonly out?: () => Pass;
  /** Frames of the client. */
  readonly in?: () => Pass;
}

export async function faultyTarget(fault: Fault): Promise<Target> {
  const target = await embeddedTarget('0.169.0');
  return {
    ...target,
    async start(setup) {
      const server = await target.start(setup);
      return {
        ...server,
        async connect(options) {
          const inner = await server.connect(options);
          const [client, relay] = createMemoryPair();
          link(relay, inner, fault.in?.());
          link(inner, relay, fault.out?.());
          return client;
        },
      };
    },
  };
}

function link(from: Transport, to: Transport, pass: Pass | undefined): void {
  from.onFrame((text) => {
    for (const frame of pass?.(parsed(text), text) ?? [text])
      to.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  });
  from.onClose(() => void to.close());
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}
