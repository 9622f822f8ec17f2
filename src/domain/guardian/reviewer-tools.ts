// The tools a reviewer of approvals has to look around with: some of the agent's, and in one version those of the MCP
// servers of the thread whose approvals it judges.

import type { ToolRunner, ToolThread } from '../ports.js';
import { unsupported } from '../turn/tool-calls.js';
import type { Dialect } from './dialect.js';

/** What scripts need whose tools are some alone. */
const OF_SCRIPTS: ReadonlySet<string> = new Set(['exec', 'wait']);
const OF_SERVERS = /^mcp__|^(list_mcp_resources|list_mcp_resource_templates|read_mcp_resource)$/;

/** @param threadId whose servers it uses */
export function reviewerTools(tools: ToolRunner, dialect: Dialect, threadId: string): ToolRunner {
  const isOfServer = (name: string): boolean => dialect.usesServers && OF_SERVERS.test(name);
  const mayCall = (name: string): boolean => dialect.tools.includes(name) || isOfServer(name);
  const isOffered = (name: string): boolean => mayCall(name) || OF_SCRIPTS.has(name);
  /** Servers are those of the thread; what else a tool keeps is the reviewer's own. */
  const placed = <T extends ToolThread>(name: string, around: T): T => {
    if (OF_SCRIPTS.has(name)) return { ...around, mayCall };
    return isOfServer(name) ? { ...around, threadId } : around;
  };
  return {
    ...tools,
    offered: (thread) =>
      tools
        .offered({ ...thread, ...(dialect.usesServers ? { threadId } : {}), mayCall })
        .filter((offer) => isOffered(nameOf(offer))),
    putAway: () => [],
    knows: (call, thread) => isOffered(call.name) && tools.knows(call, placed(call.name, thread)),
    run: (call, context) =>
      isOffered(call.name)
        ? tools.run(call, placed(call.name, context))
        : Promise.resolve({ output: unsupported(call) }),
  };
}

/** Tools that the provider runs have a type alone. */
function nameOf(offer: unknown): string {
  const { name, type } = offer as { readonly name?: unknown; readonly type?: unknown };
  return String(name ?? type);
}
