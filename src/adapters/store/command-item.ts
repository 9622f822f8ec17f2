// A command execution as both dialects keep it: the same members, once as an item, once as an event.

import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CommandExecutionSource, CommandExecutionStatus, ThreadItem } from '../../protocol/index.js';
import { listAt, numberAt, textAt } from '../../util/peek.js';
import { joinWords, splitWords } from '../../util/shell-words.js';
import { commandAction, durationMs, fileAction, fileDuration, textsOf } from './item-parts.js';
import { camelWord, snakeWord } from './letter-case.js';
import type { Json } from './rollout-line.js';

export type CommandItem = Extract<ThreadItem, { type: 'commandExecution' }>;

const SOURCES: readonly CommandExecutionSource[] = [
  'agent',
  'userShell',
  'unifiedExecStartup',
  'unifiedExecInteraction',
];
const STATUSES: readonly CommandExecutionStatus[] = ['inProgress', 'completed', 'failed', 'declined'];

/** The members both dialects have; the folder is a plain path. */
export function fileCommand(item: CommandItem): Json {
  return {
    ...(item.processId === null ? {} : { process_id: item.processId }),
    command: splitWords(item.command) ?? [item.command],
    cwd: item.cwd,
    parsed_cmd: item.commandActions.map(fileAction),
    source: snakeWord(item.source),
    status: snakeWord(item.status),
    aggregated_output: item.aggregatedOutput ?? '',
    exit_code: item.exitCode ?? -1,
    duration: fileDuration(item.durationMs) ?? { secs: 0, nanos: 0 },
  };
}

export function commandOf(id: string, value: unknown): CommandItem {
  const status = camelWord(textAt(value, 'status') ?? 'completed');
  const source = camelWord(textAt(value, 'source') ?? 'agent');
  return {
    type: 'commandExecution',
    id,
    pluginId: null,
    scriptPath: null,
    command: joinWords(textsOf(listAt(value, 'command'))),
    cwd: plainPath(textAt(value, 'cwd') ?? ''),
    processId: textAt(value, 'process_id') ?? null,
    source: SOURCES.find((known) => known === source) ?? 'agent',
    status: STATUSES.find((known) => known === status) ?? 'completed',
    commandActions: listAt(value, 'parsed_cmd').map(commandAction),
    aggregatedOutput: textAt(value, 'aggregated_output') ?? null,
    exitCode: numberAt(value, 'exit_code') ?? null,
    durationMs: durationMs((value as { duration?: unknown } | null)?.duration), // read member by member
  };
}

export function fileUrl(path: string): string {
  return path.startsWith('/') ? pathToFileURL(path).href : path;
}

function plainPath(cwd: string): string {
  if (!cwd.startsWith('file://')) return cwd;
  try {
    return fileURLToPath(cwd);
  } catch {
    return cwd;
  }
}
