// Tools of servers that a plug-in brings: their descriptions say so. Pure.

import type { McpServerConfig, McpTool } from './mcp-ports.js';

/** The tool as it is offered and shown; the text is the real server's. */
export function ofPlugin(tool: McpTool, plugin: McpServerConfig['plugin']): McpTool {
  if (plugin === undefined) return tool;
  const said = tool.description?.trim() ?? '';
  const stop = said === '' || /[.!?]$/.test(said) ? '' : '.';
  const sentence = `This tool is part of plugin \`${plugin.displayName}\`.`;
  return { ...tool, description: said === '' ? sentence : `${said}${stop} ${sentence}` };
}
