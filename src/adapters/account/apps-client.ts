// AppSources over HTTP: the directories of the account's own backend, what it says of single apps, and the tools of
// its MCP server, which tell the apps behind them.

import { type DirectoryApp, installUrl, type ReachableApp } from '../../domain/apps/app-list.js';
import type { AppMetadata, AppSources } from '../../domain/apps/apps.js';
import { appOf } from '../../domain/mcp/app-tools.js';
import type { McpTool } from '../../domain/mcp/mcp-ports.js';
import { at, listAt, textAt } from '../../util/peek.js';
import { type AccountClientDeps, accountBase } from './account-request.js';
import { residencyHeaders } from './residency.js';
import { sendUntilAccepted } from './send-until-accepted.js';

export interface AppsClientDeps extends AccountClientDeps {
  /** Whether the backend has a place of its own for what extends the agent. */
  readonly hasExtensions: boolean;
  /** Of the MCP server of the apps. */
  tools(): Promise<readonly McpTool[]>;
}

const TIMEOUT_MS = 30_000;
/** A directory that never ends is cut here. */
const MOST_PAGES = 100;

export function createAppsClient(deps: AppsClientDeps): AppSources {
  const base = (): string => accountBase(deps.baseUrl());
  const pages = async (originator: string, page: string): Promise<DirectoryApp[]> => {
    const apps: DirectoryApp[] = [];
    let token: string | undefined;
    for (let count = 0; count < MOST_PAGES; count += 1) {
      const query = new URLSearchParams({
        ...(deps.hasExtensions || page.endsWith('_workspace') ? {} : { tier: 'categorized' }),
        ...(token === undefined ? {} : { token }),
        external_logos: 'true',
      });
      const body = await ask(deps, {
        originator,
        url: `${base()}/connectors/directory/${page}?${query.toString()}`,
      });
      apps.push(...listIn(body).flatMap((entry) => directoryApp(entry, deps.hasExtensions)));
      token = textAt(body, 'nextToken');
      if (token === undefined || token === '') break;
    }
    return apps;
  };
  return {
    async directory(originator, { isOfWorkspace }) {
      const [all, own] = await Promise.all([
        pages(originator, 'list'),
        isOfWorkspace ? pages(originator, 'list_workspace') : [],
      ]);
      return [...all, ...own];
    },
    reachable: async () => reachableApps(await deps.tools()),
    async metadata(originator, { ids, includeTools }) {
      const body = { app_ids: ids, include_tools: includeTools };
      return listIn(await ask(deps, { originator, url: `${base()}/ps/apps/batch`, body })).map(metadataOf);
    },
  };
}

/** @throws Error whose message is the reason, in the words of the real servers */
async function ask(
  deps: AppsClientDeps,
  { originator, url, body }: { originator: string; url: string; body?: unknown },
): Promise<unknown> {
  const call = deps.fetch ?? fetch;
  const response = await sendUntilAccepted(deps.recovery(), async () => {
    const headers = {
      'user-agent': deps.userAgent(originator),
      ...residencyHeaders(deps.residency?.()),
      ...(await deps.headers()),
    };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    if (body === undefined) return call(url, { headers, signal });
    const typed = { ...headers, 'content-type': 'application/json' };
    return call(url, { method: 'POST', headers: typed, body: JSON.stringify(body), signal });
  }).catch((cause: unknown) => {
    throw new Error('Failed to send request', { cause });
  });
  const text = await response.text();
  const { ok, status, statusText } = response;
  if (!ok) throw new Error(`Request failed with status ${status} ${statusText}: ${text}`);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unparsed(cause);
  }
}

function unparsed(cause?: unknown): Error {
  return new Error('Failed to parse JSON response', { cause });
}

function listIn(body: unknown): readonly unknown[] {
  if (!Array.isArray(at(body, 'apps'))) throw unparsed();
  return listAt(body, 'apps');
}

/** Nothing for one that is hidden. @throws Error for one that cannot be read */
function directoryApp(entry: unknown, hasExtensions: boolean): DirectoryApp[] {
  const app = named(entry);
  if (textAt(entry, 'visibility') === 'HIDDEN') return [];
  const text = (member: string): string | null => textAt(entry, member) ?? null;
  // What it says besides is handed on.
  const given = <Member extends keyof DirectoryApp>(member: Member): DirectoryApp[Member] =>
    (at(entry, member) ?? null) as DirectoryApp[Member];
  return [
    {
      ...app,
      description: text('description'),
      logoUrl: text('logoUrl'),
      logoUrlDark: text('logoUrlDark'),
      iconAssets: given('iconAssets'),
      iconDarkAssets: given('iconDarkAssets'),
      distributionChannel: text('distributionChannel'),
      branding: given('branding'),
      appMetadata: wholeMetadata(at(entry, 'appMetadata'), hasExtensions),
      labels: given('labels'),
    },
  ];
}

const NO_METADATA = {
  review: null,
  categories: null,
  subCategories: null,
  seoDescription: null,
  screenshots: null,
  developer: null,
  version: null,
  versionId: null,
  versionNotes: null,
  firstPartyRequiresInstall: null,
  showInComposerWhenUnlinked: null,
};

/** What it leaves out is null. */
function wholeMetadata(given: unknown, hasExtensions: boolean): DirectoryApp['appMetadata'] {
  if (typeof given !== 'object' || given === null) return null;
  const { firstPartyType = null, ...others } = given as { firstPartyType?: unknown };
  // Newer versions no longer tell of it.
  return { ...NO_METADATA, ...others, ...(hasExtensions ? {} : { firstPartyType }) };
}

function named(entry: unknown): { id: string; name: string } {
  const [id, name] = [textAt(entry, 'id'), textAt(entry, 'name')];
  if (id === undefined || name === undefined) throw unparsed();
  return { id, name };
}

function reachableApps(tools: readonly McpTool[]): ReachableApp[] {
  const apps = new Map<string, ReachableApp>();
  for (const tool of tools) {
    const app = appOf(tool);
    if (app === null || apps.has(app.id)) continue;
    apps.set(app.id, { ...app, name: app.name ?? app.id });
  }
  return [...apps.values()];
}

function metadataOf(entry: unknown): AppMetadata {
  const app = named(entry);
  const text = (member: string): string | null => textAt(entry, member) ?? null;
  const tools = at(entry, 'tools');
  return {
    ...app,
    description: text('description'),
    iconUrl: text('icon_url'),
    iconUrlDark: text('icon_url_dark'),
    distributionChannel: text('distribution_channel'),
    installUrl: installUrl(app),
    pluginDisplayNames: [],
    toolSummaries: Array.isArray(tools)
      ? tools.map((tool: unknown) => ({
          name: textAt(tool, 'name') ?? '',
          title: textAt(tool, 'title') ?? null,
          description: textAt(tool, 'description') ?? '',
          isEnabled: at(tool, 'is_enabled') === true,
          disabledReason: textAt(tool, 'disabled_reason') ?? null,
          isReadOnly: at(tool, 'is_read_only') === true,
        }))
      : null,
  };
}
