// Params of command/exec and process/* → the domain's words, and the checks of values that come before anything is run.
// The order of the checks is the real server's: a client that does two things wrong is told of the same one.

import type { TerminalSize } from '../domain/command-ports.js';
import { DomainError } from '../domain/errors.js';
import type { OneOffFamily, OneOffSpec } from '../domain/one-off/one-off-command.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import { decodeBase64 } from '../util/base64.js';

const DEFAULT_CAP_BYTES = 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_SIZE: TerminalSize = { rows: 24, cols: 80 };

/** What refusals call the methods that start a command of each family, and a command itself. */
const METHODS = { exec: 'command/exec', process: 'process/spawn' } as const;
const NOUNS = { exec: 'command/exec', process: 'process' } as const;

/** @throws RpcError, DomainError `commandEmpty` */
export function checkStart(
  family: OneOffFamily,
  params: { command: readonly string[]; size?: TerminalSize | null; tty?: boolean },
): void {
  if (params.command.length === 0) throw new DomainError({ code: 'commandEmpty' });
  if (params.size != null && params.tty !== true) {
    throw invalidParams(`${METHODS[family]} size requires tty: true`);
  }
}

/** The terminal asked for; null for pipes. @throws RpcError for a size of nothing */
export function terminalOf(
  family: OneOffFamily,
  params: { tty?: boolean; size?: TerminalSize | null },
): TerminalSize | null {
  if (params.tty !== true) return null;
  return params.size == null ? DEFAULT_SIZE : checkedSize(family, params.size);
}

/** @throws RpcError for a size of nothing */
export function checkedSize(family: OneOffFamily, size: TerminalSize): TerminalSize {
  if (size.rows > 0 && size.cols > 0) return size;
  throw invalidParams(`${NOUNS[family]} size rows and cols must be greater than 0`);
}

/** Bytes per stream, null for no cap. `disabled` and a number exclude each other. @throws RpcError */
export function capOf(given: number | null | undefined, disabled: boolean): number | null {
  if (disabled && given != null) {
    throw invalidParams('command/exec cannot set both outputBytesCap and disableOutputCap');
  }
  return disabled ? null : (given ?? DEFAULT_CAP_BYTES);
}

/** @throws RpcError when both are given */
export function checkTimeout(given: number | null | undefined, disabled: boolean): void {
  if (disabled && given != null) {
    throw invalidParams('command/exec cannot set both timeoutMs and disableTimeout');
  }
}

/** Milliseconds, null for no limit. @throws RpcError for a negative one */
export function timeoutOf(
  family: OneOffFamily,
  given: number | null | undefined,
  disabled: boolean,
): number | null {
  if (given != null && given < 0) {
    throw invalidParams(`${METHODS[family]} timeoutMs must be non-negative, got ${given}`);
  }
  return disabled ? null : (given ?? DEFAULT_TIMEOUT_MS);
}

/** The server's own environment with changes; null takes a variable away. */
export function environmentOf(
  base: Readonly<Record<string, string | undefined>>,
  changes: Readonly<Record<string, string | null>> | null | undefined,
): Record<string, string> {
  const changed: Record<string, string | null | undefined> = { ...base, ...changes };
  const kept = Object.entries(changed).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(kept);
}

/** What to write, and whether it is the last. @throws RpcError for neither, or for what is no base64 */
export function inputOf(
  family: OneOffFamily,
  params: { deltaBase64?: string | null; closeStdin?: boolean },
): { data: Uint8Array; isLast: boolean } {
  const isLast = params.closeStdin ?? false;
  if (params.deltaBase64 == null && !isLast) {
    const method = family === 'exec' ? 'command/exec/write' : 'process/writeStdin';
    throw invalidParams(`${method} requires deltaBase64 or closeStdin`);
  }
  const decoded = decodeBase64(params.deltaBase64 ?? '');
  if ('problem' in decoded) throw invalidParams(`invalid deltaBase64: ${decoded.problem}`);
  return { data: decoded.bytes, isLast };
}

/** Output as text: UTF-8, or where it is none, what a Windows program of old would have meant. */
export function outputText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, windowsCharacter).join('');
  }
}

/** 0x80 to 0x9f of windows-1252; Node's own decoder takes them for control characters. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function windowsCharacter(byte: number): string {
  return WINDOWS[byte - 0x80] ?? String.fromCharCode(byte);
}

/** What a command that a signal ended is said to have exited with: in a terminal, nobody tells which signal. */
export function signalExitCode(spec: OneOffSpec, code: number): number {
  return spec.command.tty === null ? code : 1;
}

function invalidParams(message: string): RpcError {
  return new RpcError(RpcCode.invalidParams, message);
}
