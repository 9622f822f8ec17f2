// A command of the agent as its item shows it, from the question about it to its end.

import type { CommandAction, ThreadItem } from '../../../protocol/index.js';
import { joinWords } from '../../../util/shell-words.js';
import { commandActions } from '../../commands/command-actions.js';
import type { ToolRules } from '../tool-rules.js';

type CommandExecution = Extract<ThreadItem, { type: 'commandExecution' }>;

export interface CommandLine {
  readonly itemId: string;
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly command: string;
  readonly actions: CommandAction[];
}

export function commandLine(
  itemId: string,
  argv: readonly string[],
  cwd: string,
  rules: ToolRules,
): CommandLine {
  const actions = commandActions(argv, { cwd, rules: rules.actions });
  return { itemId, argv, cwd, command: joinWords(argv), actions };
}

export function commandItem(line: CommandLine, more: Partial<CommandExecution> = {}): CommandExecution {
  return {
    type: 'commandExecution',
    id: line.itemId,
    pluginId: null,
    scriptPath: null,
    command: line.command,
    cwd: line.cwd,
    processId: null,
    source: 'agent',
    status: 'inProgress',
    commandActions: line.actions,
    aggregatedOutput: null,
    exitCode: null,
    durationMs: null,
    ...more,
  };
}
