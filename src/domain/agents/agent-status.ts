// How far a sub-agent is, and how the model and clients are told. Pure.

import type { CollabAgentState } from '../../protocol/index.js';

export type AgentStatus =
  | { readonly type: 'pendingInit' | 'running' | 'interrupted' | 'shutdown' | 'notFound' }
  | { readonly type: 'completed' | 'errored'; readonly message: string | null };

export const NOT_FOUND: AgentStatus = { type: 'notFound' };

/** Whether waiting for it is over. */
export function isFinal(status: AgentStatus): boolean {
  return status.type === 'completed' || status.type === 'errored' || status.type === 'notFound';
}

/** As the model reads it. */
export function statusForModel(status: AgentStatus): unknown {
  switch (status.type) {
    case 'completed':
    case 'errored':
      return { [status.type]: status.message };
    case 'pendingInit':
      return 'pending_init';
    case 'notFound':
      return 'not_found';
    case 'running':
    case 'shutdown':
    case 'interrupted':
      return status.type;
  }
}

/** As items show it. */
export function agentState(status: AgentStatus): CollabAgentState {
  return { status: status.type, message: 'message' in status ? status.message : null };
}

/** What the model is told, in the user's name, of an agent that has come to an end. */
export function agentNews(agentId: string, status: AgentStatus): string {
  const news = JSON.stringify({ agent_path: agentId, status: statusForModel(status) });
  return `<subagent_notification>\n${news}\n</subagent_notification>`;
}
