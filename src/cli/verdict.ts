// Turns whatever a command threw into a verdict: one sentence and the exit code that belongs to it.

import { ClientError } from '../client/errors.js';
import { RpcError } from '../jsonrpc/errors.js';
import { RecordingError } from '../recording/errors.js';
import { TransportError } from '../transport/errors.js';
import { messageOf } from '../util/coded-error.js';
import { DEFAULT_URL } from './endpoint.js';
import { CommandError, UsageError } from './errors.js';
import { ExitCode } from './exit-codes.js';
import type { Verdict } from './output/output.js';

export function verdictOf(thrown: unknown): Verdict {
  if (thrown instanceof UsageError)
    return { code: ExitCode.usage, outcome: 'usage', message: thrown.message };
  if (thrown instanceof RecordingError) return recordingVerdict(thrown);
  if (thrown instanceof CommandError) return commandVerdict(thrown);
  if (thrown instanceof RpcError) return refusal(thrown);
  if (thrown instanceof TransportError) return transportVerdict(thrown);
  if (thrown instanceof ClientError) return clientVerdict(thrown);
  return { code: ExitCode.refused, outcome: 'error', message: sentence(messageOf(thrown)) };
}

/** Stopped by Ctrl-C or a signal. */
export const STOPPED: Verdict = { code: ExitCode.stopped, outcome: 'stopped', message: 'Stopped.' };

function commandVerdict(error: CommandError): Verdict {
  const code = error.code === 'start_failed' ? ExitCode.unreachable : ExitCode.refused;
  return { code, outcome: error.code, message: error.message };
}

function recordingVerdict({ code, message }: RecordingError): Verdict {
  return code === 'mismatch'
    ? { code: ExitCode.differences, outcome: 'mismatch', message: sentence(message) }
    : { code: ExitCode.usage, outcome: 'usage', message: sentence(message) };
}

function refusal(error: RpcError): Verdict {
  const what = error.method === undefined ? 'the request' : error.method;
  const hint = /no rollout found|thread not (found|loaded)|invalid (thread|session) id/.test(error.message)
    ? ' astc thread-list shows the threads it knows.'
    : '';
  return {
    code: ExitCode.refused,
    outcome: 'refused',
    message: `The server refused ${what}: ${sentence(error.message)} (code ${error.code})${hint}`,
    result: { method: error.method, error: error.toErrorObject() },
  };
}

function transportVerdict(error: TransportError): Verdict {
  if (error.code === 'bad_address' || error.code === 'bad_fault')
    return { code: ExitCode.usage, outcome: 'usage', message: sentence(error.message) };
  const hints: Partial<Record<TransportError['code'], string>> = {
    unreachable: ` Start one with: astc serve${error.message.includes(DEFAULT_URL) ? '' : ' --listen ws://IP:PORT'}, or let this command start its own with --codex-bin PATH or --embedded.`,
    refused:
      error.status === 401
        ? ' It wants a bearer token: name its environment variable with --ws-token-env.'
        : '',
    not_found: ' Give the path of a codex executable with --codex-bin (or CODEX_BIN).',
  };
  return {
    code: ExitCode.unreachable,
    outcome: 'unreachable',
    message: sentence(error.message) + (hints[error.code] ?? ''),
  };
}

function clientVerdict(error: ClientError): Verdict {
  const message = sentence(error.message);
  switch (error.code) {
    case 'closed':
      return { code: ExitCode.unreachable, outcome: 'lost', message: `The connection was lost: ${message}` };
    case 'timeout':
      return { code: ExitCode.timeout, outcome: 'timeout', message };
    case 'aborted':
      return STOPPED;
    case 'bad_answer':
      return { code: ExitCode.protocolViolation, outcome: 'violation', message };
    case 'thread_closed':
      return { code: ExitCode.turnInterrupted, outcome: 'interrupted', message };
  }
}

/** With a full stop, so that a hint may follow. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
