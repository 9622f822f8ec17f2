// Whether a call of an MCP tool needs a person's consent, and the question that asks for it.

import { at, isRecord } from '../../util/peek.js';
import type { ToolCall, ToolContext } from '../ports.js';
import { isUnconfined, type ThreadSettings } from '../settings.js';
import { approvalModeOf } from './app-policies.js';
import type { AppOfTool } from './app-tools.js';
import type { NamedTool } from './mcp-names.js';
import type {
  McpApprovalMode,
  McpElicitation,
  McpElicitationAnswer,
  McpServerConfig,
  McpTool,
} from './mcp-ports.js';
import type { McpRules } from './mcp-rules.js';
import type { McpAsk } from './mcp-thread.js';

export type Consent =
  | { readonly type: 'given'; readonly keep: 'session' | 'always' | null }
  | { readonly type: 'refused'; readonly message: string };

/** What is known before anyone is asked; null: ask. */
export function consentWithoutAsking(
  named: NamedTool,
  config: McpServerConfig,
  { settings, rules }: { readonly settings: ThreadSettings; readonly rules: McpRules },
): Consent | null {
  const given: Consent = { type: 'given', keep: null };
  const mode = modeFor(named, config);
  if (mode === 'approve' || (mode !== 'prompt' && !isRisky(named.tool))) return given;
  const { approvalPolicy } = settings;
  const isFree = isUnconfined(settings);
  if (approvalPolicy === 'never' && isFree) return given;
  if (mayAsk(approvalPolicy) || !rules.neverRefuses) return null;
  return { type: 'refused', message: 'MCP tool call requires approval, but approval policy is never' };
}

function modeFor({ tool, app }: NamedTool, config: McpServerConfig): McpApprovalMode {
  if (config.apps !== undefined && app !== null) return approvalModeOf(config.apps.policies, app, tool);
  return config.approvalModes[tool.name] ?? config.defaultApprovalMode;
}

/** Whether servers may put questions to people. */
function mayAsk(policy: ThreadSettings['approvalPolicy']): boolean {
  return typeof policy === 'object' ? policy.granular.mcp_elicitations : policy !== 'never';
}

function isRisky({ annotations }: McpTool): boolean {
  if (annotations?.destructiveHint === true) return true;
  if (annotations?.readOnlyHint === true) return false;
  return (annotations?.destructiveHint ?? true) || (annotations?.openWorldHint ?? true);
}

const REJECTED: Consent = { type: 'refused', message: 'user rejected MCP tool call' };

/** A call that may need consent. */
export interface McpWish {
  readonly call: ToolCall;
  readonly named: NamedTool;
  readonly given: unknown;
}

/** @throws when the turn ends before somebody answers */
export async function askForConsent(
  { call, named, given }: McpWish,
  {
    context,
    rules,
    config,
  }: { readonly context: ToolContext; readonly rules: McpRules; readonly config: McpServerConfig },
): Promise<Consent> {
  const { server, tool, app } = named;
  const { annotations, title, description } = tool;
  if (context.review !== null) {
    const verdict = await context.review({
      targetItemId: call.callId,
      action: {
        type: 'mcpToolCall',
        server,
        toolName: tool.name,
        connectorId: app?.id ?? null,
        connectorName: app?.name ?? null,
        toolTitle: title ?? null,
      },
      planned: {
        tool: 'mcp_tool_call',
        server,
        tool_name: tool.name,
        tool_title: title,
        description,
        annotations,
        arguments: given,
      },
    });
    if (verdict.type === 'accept') return { type: 'given', keep: null };
    return rules.reviewersExplain ? verdict : REJECTED;
  }
  const answer = await elicit(context, server, {
    mode: 'form',
    _meta: {
      codex_approval_kind: 'mcp_tool_call',
      // Who is to be asked every time anew cannot answer for later.
      ...(modeFor(named, config) === 'auto' ? { persist: ['session', 'always'] } : {}),
      ...(rules.approvalsNameTool ? { tool_name: tool.name } : {}),
      ...(rules.approvalsNameTool && annotations !== undefined ? { tool_annotations: annotations } : {}),
      ...(title === undefined ? {} : { tool_title: title }),
      ...(description === undefined ? {} : { tool_description: description }),
      ...(app === null ? {} : sourceOf(app)),
      ...(isRecord(given) ? { tool_params: given, tool_params_display: displayed(given) } : {}),
    },
    message: `Allow ${asker(named)} to run tool "${tool.name}"?`,
    requestedSchema: { type: 'object', properties: {} },
  });
  // The status shows that nobody is asked any more before the item ends.
  await new Promise((resolve) => setImmediate(resolve));
  switch (answer.action) {
    case 'accept':
      return { type: 'given', keep: answer.keep };
    case 'decline':
      return REJECTED;
    case 'cancel':
      return { type: 'refused', message: 'user cancelled MCP tool call' };
  }
}

/** Who wants to run a tool, as people read it. */
function asker({ server, app }: NamedTool): string {
  if (app !== null) return app.name ?? 'this app';
  return `the ${server} MCP server`;
}

function sourceOf({ id, name, description }: AppOfTool): Record<string, string> {
  return {
    source: 'connector',
    connector_id: id,
    ...(name === null ? {} : { connector_name: name }),
    ...(description === null ? {} : { connector_description: description }),
  };
}

interface Elicited extends McpElicitationAnswer {
  /** How long a consent holds that was asked for. */
  readonly keep: 'session' | 'always' | null;
}

type Asking = Pick<ToolContext, 'threadId' | 'ask'> & { readonly turnId: string | null };

/** Puts a server's question to the clients. @throws when the turn ends before somebody answers */
async function elicit(context: Asking, serverName: string, asked: McpElicitation): Promise<Elicited> {
  const { threadId, turnId } = context;
  const answer = await context.ask({
    method: 'mcpServer/elicitation/request',
    params: { threadId, turnId, serverName, ...asked },
    flag: 'waitingOnApproval',
  });
  const result = 'error' in answer ? null : answer.result;
  const action = at(result, 'action');
  const persist = at(result, '_meta', 'persist');
  return {
    // An error, or anything of another shape, declines.
    action: action === 'accept' || action === 'cancel' ? action : 'decline',
    content: at(result, 'content') ?? null,
    keep: persist === 'session' || persist === 'always' ? persist : null,
  };
}

/** Puts a server's questions to the clients, where the policy of that moment lets it. */
export function questions(context: Asking, policy: () => ThreadSettings['approvalPolicy']): McpAsk {
  return async (server, asked) =>
    mayAsk(policy()) ? await elicit(context, server, asked) : { action: 'decline', content: null };
}

function displayed(given: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(given)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value, display_name: name }));
}
