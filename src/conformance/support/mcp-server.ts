// A tiny MCP server for scenarios: a program of its own, written into the home, that speaks over standard streams.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Surroundings } from '../scenario.js';

const PROGRAM = `
let rest = '';
let asked = 0;
const answers = new Map();
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
const words = (text) => ({ content: [{ type: 'text', text }] });
const ask = (method, params) =>
  new Promise((resolve) => {
    const id = 'ask-' + ++asked;
    answers.set(id, resolve);
    send({ id, method, params });
  });
const tool = (name, readOnlyHint) => ({
  name,
  description: name,
  inputSchema: { type: 'object', properties: {} },
  ...(readOnlyHint ? { annotations: { readOnlyHint } } : {}),
});
const call = async ({ name }) => {
  if (name !== 'ask') return words('called ' + name);
  const requestedSchema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
  const { action, content } = await ask('elicitation/create', { message: 'Who?', requestedSchema });
  return words(action + ' ' + JSON.stringify(content ?? null));
};
const results = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {}, resources: {} },
    serverInfo: { name: 'conformance', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: [tool('look', true), tool('ask', true), tool('act', false)] }),
  'tools/call': call,
  'resources/list': () => ({ resources: [{ uri: 'test://one', name: 'one' }] }),
  'resources/templates/list': () => ({ resourceTemplates: [] }),
  'resources/read': ({ uri }) => ({ contents: [{ uri, text: 'text of ' + uri }] }),
};
const receive = async ({ id, method, params, result }) => {
  if (method === undefined) return answers.get(id)?.(result ?? {});
  if (id === undefined) return;
  const answer = results[method];
  if (answer === undefined) send({ id, error: { code: -32601, message: 'unknown' } });
  else send({ id, result: await answer(params ?? {}) });
};
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) if (line.trim() !== '') void receive(JSON.parse(line));
});
process.stdin.on('end', () => process.exit(0));
`;

const FILE = 'mcp-server.mjs';

/** Writes the program; for `prepare`. */
export function writeMcpServer({ home }: Surroundings): void {
  writeFileSync(path.join(home.root, FILE), PROGRAM);
}

/** The table of config.toml that names it, ended by a new line. Tools: `look`, `ask` and, which needs consent, `act`. */
export function mcpServerConfig({ home }: Surroundings, name = 'alpha'): string {
  return [
    `[mcp_servers.${name}]`,
    `command = ${JSON.stringify(process.execPath)}`,
    `args = [${JSON.stringify(path.join(home.root, FILE))}]`,
    '',
  ].join('\n');
}

/** How a model of that version calls a tool of the server. */
export function mcpCall({ version }: Pick<Surroundings, 'version'>, tool: string, name = 'alpha') {
  const call = { id: `call_${tool}`, arguments: {} };
  return version === '0.118.0'
    ? { ...call, name: `mcp__${name}__${tool}` }
    : { ...call, namespace: `mcp__${name}`, name: tool };
}
