// Who made a thread: spelled `mcp` and `subagent` in files, `appServer` and `subAgent` in the protocol.

import type { SessionSource, ThreadSourceKind } from '../../protocol/index.js';
import { textAt } from '../../util/peek.js';
import { isJson } from './rollout-line.js';

export function sourceOf(value: unknown): SessionSource {
  if (value === 'mcp' || value === 'appServer') return 'appServer';
  if (value === 'cli' || value === 'vscode' || value === 'exec') return value;
  if (isJson(value)) {
    const custom = textAt(value, 'custom');
    if (custom !== undefined) return { custom };
    // Sub-agent sources have the same members in files and in the protocol.
    if (value.subagent !== undefined) return { subAgent: value.subagent as never };
  }
  return 'unknown';
}

export function fileSource(source: SessionSource): unknown {
  if (source === 'appServer') return 'mcp';
  if (typeof source === 'string') return source;
  return 'custom' in source ? { custom: source.custom } : { subagent: source.subAgent };
}

/** The kind a source is filtered by; null for custom sources, which no kind names. */
export function sourceKind(source: SessionSource): ThreadSourceKind | null {
  if (typeof source === 'string') return source;
  if ('custom' in source) return null;
  const agent = source.subAgent;
  if (agent === 'review') return 'subAgentReview';
  if (agent === 'compact') return 'subAgentCompact';
  return isJson(agent) && 'thread_spawn' in agent ? 'subAgentThreadSpawn' : 'subAgentOther';
}

export function isSubAgentKind(kind: ThreadSourceKind): boolean {
  return kind.startsWith('subAgent');
}
