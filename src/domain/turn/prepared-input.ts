// What becomes of something a client sent before it is recorded: hooks judge it, files are read, skills looked up.

import { mayMentionPlugin } from '../plugins/plugin-texts.js';
import type { ModelItem } from '../records.js';
import { mayMention } from '../skills/mentioned.js';
import { developerTextItem } from './model-request.js';
import { skillItems } from './skill-items.js';
import { newsForModel } from './tool-news.js';
import type { TurnHooks } from './turn-hooks.js';
import type { TurnHost } from './turn-host.js';
import { isToolNews, type QueuedInput, type TurnSpec } from './turn-spec.js';
import { needsFiles, sightOf, userMessage } from './user-content.js';

export interface PreparedInput {
  /** What the model gets before the message, and after it. */
  readonly before: readonly ModelItem[];
  /** Null: hooks do not take the input. */
  readonly message: ModelItem | null;
  readonly after: readonly ModelItem[];
}

/** Whether input has to wait for the file system or for hooks. */
export function waits(input: QueuedInput, hooks: TurnHooks): boolean {
  if (hooks.judgesInput) return true;
  if (isToolNews(input)) return false;
  const { content } = input;
  return needsFiles(content) || mayMention(content) || mayMentionPlugin(content);
}

export async function prepare(
  input: QueuedInput,
  { host, spec, hooks }: { host: TurnHost; spec: TurnSpec; hooks: TurnHooks },
): Promise<PreparedInput> {
  const { isTaken, before, after } = await hooks.judge(input);
  const told = { before: before.map(developerTextItem), after: after.map(developerTextItem) };
  if (!isTaken) return { ...told, message: null };
  if (isToolNews(input)) return { ...told, message: newsForModel(input) };
  const { skills, plugins } = host.services;
  const message = await userMessage(input.content, sightOf(host.services, spec.settings.model));
  const named = await skillItems(input.content, spec.settings, skills);
  const ofPlugins = plugins
    .named(input.content, { threadId: host.threadId, choice: spec.settings })
    .map(developerTextItem);
  return { before: told.before, message, after: [...named, ...ofPlugins, ...told.after] };
}
