// How an MCP server is reached that is another machine's: a program that is started there, or an address that is asked
// from there.

import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { RunningCommand } from '../../domain/command-ports.js';
import type { ServerPlace } from '../../domain/environments/environment-ports.js';
import { McpFailure, type McpStdioTransport } from '../../domain/mcp/mcp-ports.js';
import { messageOf } from '../../util/coded-error.js';

type Env = Readonly<Record<string, string | undefined>>;

/** @throws McpFailure when there is nowhere to start it */
export function placedProgram(
  { command, args, env, envVars, remoteEnvVars, cwd }: McpStdioTransport,
  place: ServerPlace,
  { near, usual }: { readonly near: Env; readonly usual: readonly string[] },
): Transport {
  if (cwd === null) throw other('executor stdio server requires an explicit cwd');
  if (!isAbsolute(cwd)) throw other(`path \`${cwd}\` is not absolute`);
  const handedOn = envVars.flatMap((name) => (near[name] === undefined ? [] : [[name, near[name]]]));
  const program = {
    argv: [command, ...args],
    cwd,
    env: { ...Object.fromEntries(handedOn), ...env },
    inherited: remoteEnvVars.length === 0 ? null : [...usual, ...remoteEnvVars],
  };
  return new ProgramTransport(() => place.start(program));
}

/** Over the input and the output of a program. */
class ProgramTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #begin: () => Promise<RunningCommand>;
  readonly #heard = new ReadBuffer();
  #program: RunningCommand | null = null;
  #isClosed = false;

  constructor(begin: () => Promise<RunningCommand>) {
    this.#begin = begin;
  }

  /** @throws McpFailure */
  async start(): Promise<void> {
    const program = await this.#begin().catch((thrown: unknown) => {
      throw other(messageOf(thrown), thrown);
    });
    this.#program = program;
    if (this.#isClosed) {
      void program.kill();
      throw other('connection closed');
    }
    program.onOutput((stream, data) => {
      if (stream === 'stdout') this.#hear(Buffer.from(data));
    });
    void program.exited.then(() => this.#ended());
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#program?.write(Buffer.from(serializeMessage(message)));
  }

  /** Nobody waits for the program's end: it may be out of reach. */
  close(): Promise<void> {
    void this.#program?.kill();
    this.#ended();
    return Promise.resolve();
  }

  #hear(data: Buffer): void {
    this.#heard.append(data);
    for (;;) {
      try {
        const message = this.#heard.readMessage();
        if (message === null) return;
        this.onmessage?.(message);
      } catch (thrown) {
        this.onerror?.(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
      }
    }
  }

  #ended(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onclose?.();
  }
}

/** Of either system. */
function isAbsolute(path: string): boolean {
  return /^(?:\/|[a-zA-Z]:[\\/]|\\\\)/.test(path);
}

function other(message: string, cause?: unknown): McpFailure {
  return new McpFailure({ type: 'other', message }, { cause });
}
