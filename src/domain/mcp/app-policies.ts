// What is configured of the apps of an account: which of their tools are offered, and which may be called unasked.
// Pure.

import type { AppOfTool } from './app-tools.js';
import type { AppPolicies, AppPolicy, McpApprovalMode, McpTool, ToolPolicy } from './mcp-ports.js';

/** An app of which anything is configured is on, whatever counts for the others, unless that says no. */
export function isAppEnabled({ usual, apps }: AppPolicies, id: string): boolean {
  const { isEnabled = true } = policyOf(apps, id) ?? usual;
  return isEnabled;
}

/** Whether a tool of that app is offered. */
export function isToolEnabled(policies: AppPolicies, { id }: AppOfTool, tool: McpTool): boolean {
  if (!isAppEnabled(policies, id)) return false;
  const own = policyOf(policies.apps, id);
  const said = toolPolicyOf(own, tool)?.isEnabled ?? own?.toolsAreEnabled;
  if (said !== undefined) return said;
  const { usual, worstIsAssumed } = policies;
  const { destructiveHint = worstIsAssumed, openWorldHint = worstIsAssumed } = tool.annotations ?? {};
  const allowsDestructive = own?.allowsDestructive ?? usual.allowsDestructive ?? true;
  const allowsOpenWorld = own?.allowsOpenWorld ?? usual.allowsOpenWorld ?? true;
  return (allowsDestructive || !destructiveHint) && (allowsOpenWorld || !openWorldHint);
}

export function approvalModeOf(
  { usual, apps }: AppPolicies,
  { id }: AppOfTool,
  tool: McpTool,
): McpApprovalMode {
  const own = policyOf(apps, id);
  return toolPolicyOf(own, tool)?.approvalMode ?? own?.approvalMode ?? usual.approvalMode ?? 'auto';
}

function toolPolicyOf(app: AppPolicy | undefined, { name, title }: McpTool): ToolPolicy | undefined {
  if (app === undefined) return undefined;
  return policyOf(app.tools, name) ?? (title === undefined ? undefined : policyOf(app.tools, title));
}

function policyOf<Policy>(policies: Readonly<Record<string, Policy>>, key: string): Policy | undefined {
  return Object.hasOwn(policies, key) ? policies[key] : undefined;
}
