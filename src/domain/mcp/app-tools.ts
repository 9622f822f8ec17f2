// The tools of an account's apps, which all come from one MCP server: the app behind a tool, and what the model is
// told of apps. Pure.

import type { ThreadItem } from '../../protocol/index.js';
import { at, isRecord, textAt } from '../../util/peek.js';
import type { McpTool } from './mcp-ports.js';

export const APPS_SERVER = 'codex_apps';

export interface AppOfTool {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
}

type AppContext = Extract<ThreadItem, { type: 'mcpToolCall' }>['appContext'];

/** As the tool says itself; null: it is none of an app. */
export function appOf({ _meta }: McpTool): AppOfTool | null {
  const id = textAt(_meta, 'connector_id');
  if (id === undefined) return null;
  const said = (member: string): string | null => textAt(_meta, member)?.trim() || null;
  return { id, name: said('connector_name'), description: said('connector_description') };
}

/** How an item of a call names the app, and what the tool does in it. */
export function appContextOf(app: AppOfTool | null, tool: Pick<McpTool, '_meta'>): AppContext {
  if (app === null) return null;
  const link = textAt(tool._meta, 'link_id');
  return {
    connectorId: app.id,
    linkId: link?.trim() ? link : null,
    resourceUri: pageOf(tool),
    appName: app.name,
    actionName: textAt(tool._meta, OWN, 'resource_uri')?.replace(/\/+$/, '').split('/').at(-1) || null,
  };
}

/** Where the page lies on which a tool shows what it found; null: it has none. */
export function pageOf({ _meta }: Pick<McpTool, '_meta'>): string | null {
  return (
    textAt(_meta, 'ui', 'resourceUri') ??
    textAt(_meta, 'ui/resourceUri') ??
    textAt(_meta, 'openai/outputTemplate') ??
    null
  );
}

/** What a tool says of itself for its server alone, which is told it again with each call. */
const OWN = '_codex_apps';

/** What goes to the server of the apps beside a call. `call`: what it is told of each; null: nothing. */
export function appCallMeta(
  { _meta }: Pick<McpTool, '_meta'>,
  call: Readonly<Record<string, unknown>> | null,
): Readonly<Record<string, unknown>> {
  const own = at(_meta, OWN);
  if (!isRecord(own)) return call === null ? {} : { [OWN]: call };
  return { [OWN]: { ...own, ...call } };
}

const OPENING = '<apps_instructions>';

/** What the model is told of the apps behind its tools; null where there are none. Our own wording. */
export function appsText(tools: readonly { readonly app: AppOfTool | null }[]): string | null {
  const apps = new Map(tools.flatMap(({ app }) => (app === null ? [] : [[app.id, app] as const])));
  if (apps.size === 0) return null;
  return [
    OPENING,
    '## Apps',
    `The user's account has apps. Each brings tools, all of them of the MCP server \`${APPS_SERVER}\`:`,
    ...[...apps.values()].map(lineOf),
    'Use one when the user names it, as in `[$name](app://id)`, or when what they ask for is its business. Tools you have not been told of are found with `tool_search`, where that is on offer. Apps have no resources to list.',
    '</apps_instructions>',
  ].join('\n');
}

/** Whether a text is one that tells of apps. */
export function isAppsText(text: string): boolean {
  return text.startsWith(OPENING);
}

function lineOf({ id, name, description }: AppOfTool): string {
  const words = description === null ? '' : `: ${description}`;
  return `- ${name ?? id} (\`app://${id}\`)${words}`;
}
