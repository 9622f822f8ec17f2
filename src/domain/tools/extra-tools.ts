// Tools that a model has because it is said of it, by name. Which names mean something, the version says.

import type { ToolThread } from '../ports.js';
import type { Tool } from './tool.js';
import type { ToolDeps } from './tool-deps.js';

/** A tool that is there for models of which `name` is said. */
export function extraTool(name: string, tool: Tool, deps: Pick<ToolDeps, 'catalog'>): Tool {
  return { ...tool, offered: (thread) => (hasExtra(name, thread, deps) ? tool.offered(thread) : null) };
}

export function hasExtra(
  name: string,
  { settings }: Pick<ToolThread, 'settings'>,
  { catalog }: Pick<ToolDeps, 'catalog'>,
): boolean {
  return catalog.facts(settings.model).extraTools?.includes(name) === true;
}
