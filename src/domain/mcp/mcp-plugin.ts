// Tools that a plug-in brings, by a server of its own or by an app: their descriptions say so. Pure.

import type { McpTool } from './mcp-ports.js';

/** The tool as it is offered; the text is the real server's. */
export function ofPlugins(tool: McpTool, names: readonly string[]): McpTool {
  if (names.length === 0) return tool;
  const said = tool.description?.trim() ?? '';
  const stop = said === '' || /[.!?]$/.test(said) ? '' : '.';
  const word = names.length === 1 ? 'plugin' : 'plugins';
  const sentence = `This tool is part of ${word} ${names.map((name) => `\`${name}\``).join(', ')}.`;
  return { ...tool, description: said === '' ? sentence : `${said}${stop} ${sentence}` };
}
