// Builds what is sent to the model: the items a turn puts before the user's words, and the request around the
// history. Pure. Context is sent once; later changes are added as messages, so that the prefix stays cacheable.

import { escapedMarkup } from '../../util/markup.js';
import { textAt } from '../../util/peek.js';
import { sameJson } from '../../util/same-json.js';
import { isAppsText } from '../mcp/app-tools.js';
import { inTokens, outputLimit, shortenedOutput, wholeLimit } from '../output-limit.js';
import type { ModelFacts, ModelRequest } from '../ports.js';
import type { AgentWords } from '../realtime/spoken-words.js';
import type { ModelItem } from '../records.js';
import { tierToAskFor } from '../service-tier.js';
import type { ThreadSettings, UsualText } from '../settings.js';
import { skillsNews } from '../skills/skills-text.js';
import { type EnvironmentFacts, environmentText } from './environment-text.js';
import { managedNews, managedText } from './managed-instructions.js';
import { textPart } from './part-texts.js';
import { isSameWish } from './personality.js';
import { sentTo } from './pictures-and-sounds.js';
import { projectNews, projectText } from './project-instructions.js';
import {
  commitText,
  instructionsOf,
  modelSwitchText,
  modeText,
  permissionsText,
  TURN_ABORTED_TEXT,
} from './prompts.js';
import { putAwayNews, putAwayText } from './put-away-tools.js';
import { reasoningOf } from './reasoning.js';

/** What the model has been told about its surroundings. */
export interface TurnContext {
  settings: ThreadSettings;
  /** The model of the turn before; null: there was none. */
  lastModel: string | null;
  /** What the model is told to be, whatever the one before was told. */
  instructions: string;
  /** What it is told of the way to talk that was chosen; null: nothing. */
  personality: string | null;
  /** Whether its instructions say it anyway. */
  saysPersonality: boolean;
  environment: EnvironmentFacts;
  /** What the model is told of the skills there are; null: nothing. */
  skills: string | null;
  /** What it is told of plug-ins; null: nothing. */
  plugins: string | null;
  /** What it is told of the apps of the user's account; null: nothing. Said once, be it later on. */
  apps: string | null;
  /** Definitions of the groups of tools that it has to look for. */
  putAway: readonly unknown[];
  /** What it is told of the team it works in; null: nothing. Said once. */
  team: string | null;
  /** How eagerly it is to start others, which its effort decides; null: nothing is said. */
  teamModeAt(effort: ThreadSettings['effort']): string | null;
  /** What it is told when a conversation by voice begins, and when it is over; null: none goes on. */
  voice: AgentWords | null;
}

/**
 * Messages that bring the model from `previous` (null: told nothing yet) to `current`. `history`: what it has been told
 * so far, where changes of AGENTS.md files and of an administrator's instructions are told; otherwise null.
 */
export function contextItems(
  previous: TurnContext | null,
  current: TurnContext,
  history: readonly ModelItem[] | null = null,
): ModelItem[] {
  if (previous === null) return initialContext(current);
  if (history === null) return changedContext(previous, current, NO_NEWS);
  // Another model is told the list again.
  const isOther = previous.settings.model !== current.settings.model && current.skills !== null;
  const isNew = previous.apps === null && current.apps !== null && !history.some(tellsOfApps);
  const { projectInstructions, managedInstructions = null } = current.settings;
  const project = projectNews(history, projectInstructions);
  const managed = managedNews(history, managedInstructions);
  return [
    ...changedContext(previous, current, {
      skills: skillsNews(isOther ? null : previous.skills, current.skills),
      plugins: previous.plugins === null ? current.plugins : null,
      apps: isNew ? current.apps : null,
      putAway: putAwayNews(history, current.putAway),
      project,
    }),
    ...(managed === null ? [] : [developerTextItem(managed)]),
  ];
}

/** What versions that tell of it do; null: there is no news of it. */
interface ContextNews {
  readonly skills: string | null;
  readonly plugins: string | null;
  readonly apps: string | null;
  readonly putAway: string | null;
  readonly project: string | null;
}

const NO_NEWS: ContextNews = { skills: null, plugins: null, apps: null, putAway: null, project: null };

function tellsOfApps({ content }: ModelItem): boolean {
  return Array.isArray(content) && content.some((part) => isAppsText(textAt(part, 'text') ?? ''));
}

function initialContext({
  settings,
  lastModel,
  instructions,
  personality,
  saysPersonality,
  environment,
  skills,
  plugins,
  apps,
  putAway,
  team,
  teamModeAt,
  voice,
}: TurnContext): ModelItem[] {
  const isSwitch = lastModel !== null && lastModel !== settings.model;
  const developer = isSwitch ? [modelSwitchText(instructions)] : [];
  if (skills !== null) developer.push(skills);
  if (voice !== null) developer.push(voice.start);
  if (isTold(settings, 'permissions')) developer.push(permissionsText(settings));
  if (settings.developerInstructions !== null) developer.push(settings.developerInstructions);
  developer.push(...toldOfMode(settings));
  if (personality !== null && !saysPersonality) developer.push(personality);
  if (apps !== null) developer.push(apps);
  if (plugins !== null) developer.push(plugins);
  const groups = putAwayText(putAway);
  if (groups !== null) developer.push(groups);
  if (settings.commitAuthor !== undefined) developer.push(commitText(settings.commitAuthor));
  const { projectInstructions, managedInstructions = null } = settings;
  const told = projectInstructions === null ? [] : [projectText(projectInstructions)];
  const managed = managedInstructions === null ? [] : [managedText(managedInstructions)];
  return [
    ...messageOf('developer', developer),
    ...[team, teamModeAt(settings.effort)].flatMap((text) =>
      text === null ? [] : [developerTextItem(text)],
    ),
    ...messageOf('user', isTold(settings, 'environment') ? [...told, environmentText(environment)] : told),
    ...managed.map(developerTextItem),
  ];
}

function changedContext(previous: TurnContext, current: TurnContext, news: ContextNews): ModelItem[] {
  const before = previous.settings;
  const now = current.settings;
  const developer: string[] = [];
  if (before.model !== now.model) developer.push(modelSwitchText(current.instructions));
  if (news.skills !== null) developer.push(news.skills);
  const isPermitted = sameJson(
    [before.approvalPolicy, before.sandboxPolicy, before.accessRules],
    [now.approvalPolicy, now.sandboxPolicy, now.accessRules],
  );
  if (!isPermitted && isTold(now, 'permissions')) developer.push(permissionsText(now));
  if (before.developerInstructions !== now.developerInstructions && now.developerInstructions !== null) {
    developer.push(now.developerInstructions);
  }
  if (!sameJson(modeOf(before), modeOf(now))) developer.push(...toldOfMode(now));
  const isOtherwise = before.model === now.model && !isSameWish(before.personality, now.personality);
  if (isOtherwise && current.personality !== null) developer.push(current.personality);
  if (news.apps !== null) developer.push(news.apps);
  if (news.plugins !== null) developer.push(news.plugins);
  if (news.putAway !== null) developer.push(news.putAway);
  if (previous.voice === null && current.voice !== null) developer.push(current.voice.start);
  if (previous.voice !== null && current.voice === null) developer.push(previous.voice.end);
  const told = news.project === null ? [] : [news.project];
  if (isTold(now, 'environment') && !sameJson(previous.environment, current.environment)) {
    told.push(environmentText(current.environment, previous.environment));
  }
  const mode = current.teamModeAt(now.effort);
  const isNewMode = mode !== null && mode !== current.teamModeAt(before.effort);
  return [
    ...messageOf('developer', developer),
    ...(isNewMode ? [developerTextItem(mode)] : []),
    ...messageOf('user', told),
  ];
}

function toldOfMode({ collaborationMode }: ThreadSettings): readonly string[] {
  const text = collaborationMode === null ? null : modeText(collaborationMode);
  return text === null ? [] : [text];
}

/** What makes one way to work with the user another. */
function modeOf({ collaborationMode }: ThreadSettings): unknown {
  return collaborationMode && [collaborationMode.mode, collaborationMode.settings.developer_instructions];
}

function isTold({ leftOut = [] }: ThreadSettings, text: UsualText): boolean {
  return !leftOut.includes(text);
}

/** Words the model gets in the user's name. */
export function userTextItem(text: string): ModelItem {
  return message('user', [text]);
}

/** Words the model gets from the developer. */
export function developerTextItem(text: string): ModelItem {
  return message('developer', [text]);
}

/** What hooks want the model to go on with, each under the run it came from. */
export function hookPromptItem(prompts: readonly { hookRunId: string; text: string }[]): ModelItem {
  return message(
    'user',
    prompts.map(
      ({ hookRunId, text }) =>
        `<hook_prompt hook_run_id="${escaped(hookRunId)}">${escaped(text)}</hook_prompt>`,
    ),
  );
}

/** Marks the place where a turn was stopped; the next request carries it. In a team it need not be the user. */
export function turnAbortedItem({ isInTeam }: { isInTeam: boolean }): ModelItem {
  return message(isInTeam ? 'developer' : 'user', [TURN_ABORTED_TEXT]);
}

export interface RequestParts {
  threadId: string;
  turnId: string;
  originator: string;
  subagent: string | null;
  /** As of ModelRequest. */
  agentPath?: string;
  kind: ModelRequest['kind'];
  settings: ThreadSettings;
  facts: ModelFacts;
  history: readonly ModelItem[];
  tools: readonly unknown[];
  outputSchema: unknown;
  /** As of ModelRequest; absent: no. */
  isSchemaLoose?: boolean;
}

/** The request of the next model round. */
export function buildRequest(parts: RequestParts): ModelRequest {
  const { settings, facts } = parts;
  return {
    threadId: parts.threadId,
    turnId: parts.turnId,
    provider: settings.modelProvider,
    providerConfig: settings.providerConfig,
    model: settings.model,
    originator: parts.originator,
    subagent: parts.subagent,
    ...(parts.agentPath === undefined ? {} : { agentPath: parts.agentPath }),
    kind: parts.kind,
    sandbox: sandboxWord(settings),
    instructions: instructionsOf(settings),
    input: sendable(shortenedOutputs(parts.history, settings, facts)).map((item) => sentTo(facts, item)),
    tools: parts.tools,
    readsTools: facts.readsTools ?? false,
    reasoning: reasoningOf(settings, facts),
    verbosity: facts.verbosity === undefined ? null : (settings.verbosity ?? facts.verbosity),
    // A summary calls nothing.
    callsInParallel: parts.kind === 'turn' && (facts.callsInParallel ?? true),
    serviceTier: tierToAskFor(settings.serviceTier, facts),
    outputSchema: parts.outputSchema ?? null,
    isSchemaLoose: parts.isSchemaLoose ?? false,
  };
}

/** However much tools said, the model reads as much of it as it takes. */
function shortenedOutputs(
  history: readonly ModelItem[],
  settings: ThreadSettings,
  facts: ModelFacts,
): readonly ModelItem[] {
  const limit = wholeLimit(outputLimit(settings, facts));
  const last = facts.outputsFitAtOnce === true ? inTokens(limit) : limit;
  return history.map((item) => {
    const { output } = item;
    const isText = typeof output === 'string' || Array.isArray(output);
    return isOutput(item) && isText ? { ...item, output: shortenedOutput(output, last) } : item;
  });
}

/**
 * History as the API takes it: every call answered, every answer with its call, ids left out (nothing is stored
 * upstream, so they would point nowhere).
 */
export function sendable(history: readonly ModelItem[]): ModelItem[] {
  const answered = new Set<unknown>();
  const called = new Set<unknown>();
  for (const item of history) {
    if (isOutput(item)) answered.add(item.call_id);
    else if (isCall(item)) called.add(item.call_id);
  }
  const items: ModelItem[] = [];
  for (const item of history) {
    // One without a call tells something nobody asked for.
    if (isOutput(item) && item.call_id !== undefined && !called.has(item.call_id)) continue;
    const { id, status, ...rest } = item;
    items.push({
      ...rest,
      ...(KEEPS_STATUS.has(item.type) ? { status } : {}),
      ...(item.type === 'image_generation_call' ? { id } : {}),
    });
    if (isCall(item) && !answered.has(item.call_id)) items.push(toolOutput(item, 'aborted'));
  }
  return items;
}

/** The answers to a call item; a search that could not be made has none. */
export function toolOutputs(call: ModelItem, output: unknown): ModelItem[] {
  if (call.type !== 'tool_search_call') return [toolOutput(call, output)];
  const { call_id } = call;
  return Array.isArray(output)
    ? [{ type: 'tool_search_output', call_id, status: 'completed', execution: 'client', tools: output }]
    : [];
}

/** Items that the provider does not take without it. */
const KEEPS_STATUS: ReadonlySet<string> = new Set([
  'tool_search_call',
  'tool_search_output',
  'web_search_call',
  'image_generation_call',
]);

function toolOutput(call: ModelItem, output: unknown): ModelItem {
  const type = call.type === 'custom_tool_call' ? 'custom_tool_call_output' : 'function_call_output';
  return { type, call_id: call.call_id, output };
}

function isCall(item: ModelItem): boolean {
  return (
    item.type === 'function_call' || item.type === 'custom_tool_call' || item.type === 'local_shell_call'
  );
}

function isOutput(item: ModelItem): boolean {
  return item.type === 'function_call_output' || item.type === 'custom_tool_call_output';
}

function sandboxWord(settings: ThreadSettings): string {
  if (settings.accessRules !== null) return 'seccomp';
  switch (settings.sandboxPolicy.type) {
    case 'dangerFullAccess':
      return 'none';
    case 'externalSandbox':
      return 'external';
    case 'readOnly':
    case 'workspaceWrite':
      return 'seccomp';
  }
}

function message(role: 'developer' | 'user', texts: readonly string[]): ModelItem {
  return { type: 'message', role, content: texts.map(textPart) };
}

/** Nobody is told nothing. */
function messageOf(role: 'developer' | 'user', texts: readonly string[]): ModelItem[] {
  return texts.length === 0 ? [] : [message(role, texts)];
}

function escaped(text: string): string {
  return escapedMarkup(text).replaceAll('"', '&quot;');
}
