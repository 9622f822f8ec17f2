// Names under which tools of apps are offered to the model: every app is a group of its own, and its name is left out
// of those of its tools. Pure.

import { APPS_SERVER, type AppOfTool } from './app-tools.js';
import type { McpTool } from './mcp-ports.js';

/** Group and name together. */
const LONGEST = 126;
const HASH_LENGTH = 12;

export interface AppTool {
  readonly tool: McpTool;
  readonly app: AppOfTool;
}

export interface AppToolName extends AppTool {
  readonly group: string;
  readonly name: string;
  /** What makes its place among the others. */
  readonly order: string;
}

interface Raw extends Omit<AppToolName, 'order'> {
  /** What makes the group one of its own. */
  readonly groupIdentity: string;
  readonly identity: string;
}

/** Where two would be called the same, all get names of their own. `hash` gives hexadecimal digits. */
export function groupedNames(
  tools: readonly AppTool[],
  hash: (text: string) => string,
): readonly AppToolName[] {
  const mark = (identity: string): string => `_${hash(identity).slice(0, HASH_LENGTH)}`;
  const raw = tools.map(rawName);
  const appsOf = counted(
    raw,
    ({ group }) => group,
    ({ groupIdentity }) => groupIdentity,
  );
  const grouped = raw.map((one) =>
    appsOf(one) > 1 ? { ...one, group: `${one.group}${mark(one.groupIdentity)}` } : one,
  );
  const toolsOf = counted(
    grouped,
    ({ group, name }) => `${group}\0${name}`,
    ({ identity }) => identity,
  );
  return grouped.map((one) => {
    const { tool, app, groupIdentity } = one;
    const { group, name } = fitting(one, toolsOf(one) > 1 ? 'always' : 'where it is too long');
    return { tool, app, group, name, order: `mcp__${groupIdentity}\0${name}` };
  });

  function fitting({ group, name, identity }: Raw, when: 'always' | 'where it is too long') {
    if (when !== 'always' && group.length + name.length <= LONGEST) return { group, name };
    const tail = mark(identity);
    const short = group.slice(0, LONGEST - tail.length);
    return { group: short, name: `${name.slice(0, LONGEST - short.length - tail.length)}${tail}` };
  }
}

/** As one word, for versions without groups. */
export function flatName(one: AppTool): string {
  const { group, name } = rawName(one);
  // An app without a name is not marked as one of a server's.
  return slugOf(one.app) === '' ? `${APPS_SERVER}${name}` : `${group}${name}`;
}

function rawName({ tool, app }: AppTool): Raw {
  const slug = slugOf(app);
  const place = slug === '' ? APPS_SERVER : `${APPS_SERVER}__${slug}`;
  const name = ownName(tool.name, [slug, sanitized(app.id)]);
  const groupIdentity = [APPS_SERVER, place, app.id].join('\0');
  const identity = [groupIdentity, name, tool.name].join('\0');
  return { tool, app, group: `mcp__${place}`, name, groupIdentity, identity };
}

function slugOf({ name }: AppOfTool): string {
  return name === null ? '' : sanitized(name);
}

/** The tool's name without that of its app at the front. */
function ownName(toolName: string, appNames: readonly string[]): string {
  const name = sanitized(toolName);
  const front = appNames.find((one) => one !== '' && name !== one && name.startsWith(one));
  return front === undefined ? name : name.slice(front.length);
}

/** With small letters, digits and underscores alone, none of them at an end. */
function sanitized(text: string): string {
  const words = text.replace(/[^a-zA-Z0-9]/gu, '_').replace(/^_+|_+$/g, '');
  return words === '' ? 'app' : words.toLowerCase();
}

/** Tells of each how many different ones share its key. */
function counted<T>(
  all: readonly T[],
  keyOf: (one: T) => string,
  identityOf: (one: T) => string,
): (one: T) => number {
  const found = new Map<string, Set<string>>();
  for (const one of all) {
    const key = keyOf(one);
    found.set(key, (found.get(key) ?? new Set()).add(identityOf(one)));
  }
  return (one) => found.get(keyOf(one))?.size ?? 0;
}
