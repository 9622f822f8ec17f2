// What the model is told of plug-ins. Our own wording; the tags are the protocol's, because real servers look for them
// in a resumed rollout. Pure.

import type { UserInput } from '../../protocol/index.js';
import type { PluginRules } from './plugin-rules.js';

export interface OfferedPlugin {
  /** `plugin@marketplace` */
  readonly key: string;
  /** What names of its skills begin with. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly hasSkills: boolean;
}

/** Null where there are none. Older versions name each of them. */
export function pluginsText(plugins: readonly OfferedPlugin[], rules: PluginRules): string | null {
  if (plugins.length === 0) return null;
  const lineOf = ({ displayName, description }: OfferedPlugin): string =>
    description === null ? `- \`${displayName}\`` : `- \`${displayName}\`: ${description}`;
  return [
    OPEN,
    '## Plugins',
    'A plugin is a bundle of skills, MCP servers and apps that the user has installed.',
    ...(rules.areVersioned ? [] : ['### Available plugins', ...plugins.map(lineOf)]),
    '### How to use plugins',
    '- Names of its skills begin with its own name and a colon; descriptions of its tools say which plugin they are part of.',
    '- Where the user names a plugin, prefer what belongs to it. Otherwise choose by what its skills and tools are for.',
    '- A plugin itself cannot be called. Where one that is named has nothing for the task, say so in a sentence and do without it.',
    '</plugins_instructions>',
  ].join('\n');
}

/** What of `texts`, everything the developer said, tells of plug-ins; null: nothing. */
export function toldPlugins(texts: readonly string[]): string | null {
  return texts.findLast((text) => text.includes(OPEN)) ?? null;
}

/** Those that the input names: by an item, or by a link with an `@`. In their own order. */
export function mentionedPlugins<P extends OfferedPlugin>(
  input: readonly UserInput[],
  plugins: readonly P[],
): P[] {
  const paths = input.flatMap((part) => {
    if (part.type === 'mention') return [part.path];
    if (part.type !== 'text') return [];
    return Array.from(part.text.matchAll(LINK), ([, path = '']) => path);
  });
  return plugins.filter(({ key }) => paths.includes(`${SCHEME}${key}`));
}

/** Whether input has to be looked at more closely: most has not. */
export function mayMentionPlugin(input: readonly UserInput[]): boolean {
  return input.some(
    (part) => part.type === 'mention' || (part.type === 'text' && part.text.includes(SCHEME)),
  );
}

/** How it begins; real servers know it by that. */
const OPEN = '<plugins_instructions>';
const SCHEME = 'plugin://';
const LINK = /\[@[^\]]*\]\(([^)\s]*)\)/g;

/** What a plug-in has, for a turn that names it; null: nothing. `servers` and `apps` are those that offer tools. */
export function mentionText(
  { name, displayName, hasSkills }: OfferedPlugin,
  { servers, apps }: { readonly servers: readonly string[]; readonly apps: readonly string[] },
  rules: PluginRules,
): string | null {
  const parts = [
    ...(hasSkills
      ? [`- Its skills have names that begin with \`${rules.areVersioned ? name : displayName}:\`.`]
      : []),
    ...(servers.length > 0 ? [`- Its MCP servers in this session: ${quoted(servers)}.`] : []),
    ...(apps.length > 0 ? [`- Its apps in this session: ${quoted(apps)}.`] : []),
  ];
  if (parts.length === 0) return null;
  return [`The user named the plugin \`${displayName}\`. Use what it has for this task:`, ...parts].join(
    '\n',
  );
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
