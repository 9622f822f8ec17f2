// MCP servers that another agent knows → tables of our configuration. A server that would need something we cannot
// say, such as a variable inside of an argument, is left out as a whole.

import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isTree, type Tree } from '../config/tree.js';
import type { ImportScope } from './import-scope.js';
import type { ImportSource } from './import-source.js';
import { jsonIn, textOf, textsOf } from './json-file.js';

const OF = 'MCP config';

/** Servers by name, ascending; `settings` may switch some off. @throws ImportProblem */
export function mcpServersIn(
  scope: ImportScope,
  source: ImportSource,
  { home, settings }: { home: string; settings: unknown },
): Record<string, Tree> {
  const named = source.id === 'cursor' ? ofCursor(scope) : ofClaude(scope, home);
  const switches = source.id !== 'cursor' && isTree(settings) ? settings : {};
  const wanted = textsOf(switches.enabledMcpjsonServers);
  const unwanted = textsOf(switches.disabledMcpjsonServers);
  const servers: Record<string, Tree> = {};
  for (const [name, told] of [...named].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isOff = (wanted.length > 0 && !wanted.includes(name)) || unwanted.includes(name);
    const server = isOff || !isTree(told) ? null : serverOf(told);
    if (server !== null) servers[name] = server;
  }
  return servers;
}

/** What a list of them is called when it is offered. */
export function mcpSourceName(scope: ImportScope, source: ImportSource): string {
  return source.id === 'cursor' ? cursorFile(scope) : scope.sourceRoot;
}

const cursorFile = (scope: ImportScope): string => join(scope.source, 'mcp.json');

function ofCursor(scope: ImportScope): Map<string, unknown> {
  return new Map(serversOf(jsonIn(cursorFile(scope), OF)));
}

function ofClaude({ sourceRoot, repository }: ImportScope, home: string): Map<string, unknown> {
  const found = new Map(serversOf(jsonIn(join(sourceRoot, '.mcp.json'), OF)));
  const ofRoot = jsonIn(join(sourceRoot, '.claude.json'), OF);
  for (const [name, server] of [...serversOf(ofRoot), ...ofProjects(ofRoot, sourceRoot)])
    found.set(name, server);
  if (repository === null || repository === home) return found;
  for (const [name, server] of ofProjects(jsonIn(join(home, '.claude.json'), OF), repository))
    if (!found.has(name)) found.set(name, server);
  return found;
}

function serversOf(value: unknown): [string, unknown][] {
  const servers = isTree(value) ? value.mcpServers : undefined;
  return isTree(servers) ? Object.entries(servers) : [];
}

function ofProjects(value: unknown, root: string): [string, unknown][] {
  const projects = isTree(value) && isTree(value.projects) ? Object.entries(value.projects) : [];
  return projects.filter(([path]) => isSameFolder(path, root)).flatMap(([, project]) => serversOf(project));
}

function isSameFolder(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return dirname(a) !== a && realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}

function serverOf(told: Tree): Tree | null {
  if (told.enabled === false || told.disabled === true) return null;
  const type = typeof told.type === 'string' ? told.type : null;
  const command = textOf(told.command);
  const url = textOf(told.url);
  if (command !== undefined) return type === null || type === 'stdio' ? ofCommand(command, told) : null;
  if (url === undefined || hasVariable(url)) return null;
  if (type !== null && type !== 'http' && type !== 'streamable_http') return null;
  const headers = isTree(told.headers) ? headersOf(told.headers) : {};
  return headers && { url, ...headers };
}

function ofCommand(command: string, told: Tree): Tree | null {
  const args = told.args === undefined ? [] : textsOf(told.args);
  const environment = isTree(told.env) ? environmentOf(told.env) : {};
  if (environment === null || [command, ...args].some(hasVariable)) return null;
  return { command, ...(args.length === 0 ? {} : { args }), ...environment };
}

function environmentOf(env: Tree): Tree | null {
  const fixed: Record<string, string> = {};
  const passed: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    const text = textOf(value) ?? JSON.stringify(value);
    if (variableIn(text) === name) passed.push(name);
    else if (hasVariable(text)) return null;
    else fixed[name] = text;
  }
  return { ...(passed.length === 0 ? {} : { env_vars: passed }), ...unlessEmpty('env', fixed) };
}

function headersOf(headers: Tree): Tree | null {
  const fixed: Record<string, string> = {};
  const fromVariables: Record<string, string> = {};
  let token: string | null = null;
  for (const [name, value] of Object.entries(headers)) {
    const text = textOf(value) ?? JSON.stringify(value);
    const bearer =
      /^authorization$/i.test(name) && text.startsWith('Bearer ') ? variableIn(text.slice(7)) : null;
    const variable = variableIn(text);
    if (bearer !== null) token = bearer;
    else if (variable !== null) fromVariables[name] = variable;
    else if (hasVariable(text)) return null;
    else fixed[name] = text;
  }
  return {
    ...(token === null ? {} : { bearer_token_env_var: token }),
    ...unlessEmpty('http_headers', fixed),
    ...unlessEmpty('env_http_headers', fromVariables),
  };
}

function unlessEmpty(key: string, table: Tree): Tree {
  return Object.keys(table).length === 0 ? {} : { [key]: table };
}

const hasVariable = (text: string): boolean => text.includes('${');

/** The variable a text is nothing but the value of, with or without something to fall back on. */
function variableIn(text: string): string | null {
  return /^\$\{([A-Za-z_]\w*)(?::-.*)?\}$/s.exec(text)?.[1] ?? null;
}
