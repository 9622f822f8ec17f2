// The table `apps`, as policies of an account's apps.

import type { AppPolicies, AppPolicy, ToolPolicy } from '../../domain/mcp/mcp-ports.js';
import { modeOf } from './mcp-servers.js';
import { isTree, type Tree } from './tree.js';

/** The entry that speaks for apps without one. */
const USUAL = '_default';

/** `areNewer`: a usual approval mode counts too, and tools are taken to do the worst they do not deny. */
export function appPoliciesIn(config: Tree, { areNewer }: { readonly areNewer: boolean }): AppPolicies {
  const table = isTree(config.apps) ? config.apps : {};
  const { approvalMode, ...usual } = policyOf(table[USUAL]);
  const apps = Object.entries(table).filter(([id]) => id !== USUAL);
  return {
    usual: areNewer && approvalMode !== undefined ? { ...usual, approvalMode } : usual,
    apps: Object.fromEntries(apps.map(([id, entry]) => [id, policyOf(entry)])),
    worstIsAssumed: areNewer,
  };
}

function policyOf(entry: unknown): AppPolicy {
  if (!isTree(entry)) return { tools: {} };
  const tools = Object.entries(isTree(entry.tools) ? entry.tools : {});
  return {
    ...given('isEnabled', entry.enabled),
    ...given('toolsAreEnabled', entry.default_tools_enabled),
    ...given('allowsDestructive', entry.destructive_enabled),
    ...given('allowsOpenWorld', entry.open_world_enabled),
    ...approvalMode(entry.default_tools_approval_mode),
    tools: Object.fromEntries(tools.map(([name, tool]) => [name, toolPolicyOf(tool)])),
  };
}

function toolPolicyOf(entry: unknown): ToolPolicy {
  if (!isTree(entry)) return {};
  return { ...given('isEnabled', entry.enabled), ...approvalMode(entry.approval_mode) };
}

function given<Key extends string>(key: Key, value: unknown): { readonly [K in Key]?: boolean } {
  // TypeScript does not know that a computed key is that one.
  return (typeof value === 'boolean' ? { [key]: value } : {}) as { readonly [K in Key]?: boolean };
}

function approvalMode(value: unknown): Pick<ToolPolicy, 'approvalMode'> {
  const mode = modeOf(value);
  return mode === null ? {} : { approvalMode: mode };
}
