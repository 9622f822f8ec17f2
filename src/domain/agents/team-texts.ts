// What members of a team say to each other, and what they are told of it, as the model reads it. Pure.

import type { ModelItem } from '../records.js';
import type { TeamConfiguration } from './team-limits.js';
import type { TeamSeat } from './team-ports.js';

type LetterKind = 'NEW_TASK' | 'MESSAGE' | 'FINAL_ANSWER';

/** A letter of one agent's model to another's. Its text may be sealed by the provider, which opens it again. */
export function agentLetter(
  kind: Exclude<LetterKind, 'FINAL_ANSWER'>,
  from: string,
  { path, text }: { path: string; text: string },
): ModelItem {
  return letterItem(from, path, [
    { type: 'input_text', text: head(kind, from, path) },
    { type: 'encrypted_content', encrypted_content: text },
  ]);
}

/** What an agent has come to. */
export function finalAnswer(from: string, to: string, text: string): ModelItem {
  return letterItem(from, to, [{ type: 'input_text', text: `${head('FINAL_ANSWER', from, to)}${text}` }]);
}

export function failureText(message: string): string {
  return `Agent errored: ${message}\n\nIts turn is over. Should it still be needed, give it another task.`;
}

function letterItem(author: string, recipient: string, content: readonly unknown[]): ModelItem {
  return { type: 'agent_message', author, recipient, content };
}

function head(kind: LetterKind, from: string, to: string): string {
  return `Message Type: ${kind}\nTask name: ${to}\nSender: ${from}\nPayload:\n`;
}

/** The first thing an agent reads that begins with what its parent has seen. */
export const FORKED_TEXT =
  'What came before was said to the agent that started you, and what it may do is not what you may do. From here on you are an agent of your own: do the task that follows and report what came of it.';

/** What the agent at `path` is told of its team; null: that at its top. */
export function teamHints(
  path: string | null,
  { maxAgents, tools, words }: TeamConfiguration,
): Pick<TeamSeat, 'hint' | 'modeAt'> {
  const hint = path === null ? (words.root ?? rootHint(maxAgents)) : (words.member ?? memberHint(path));
  return {
    hint: tools.areThere && hint !== '' ? hint : null,
    modeAt(effort) {
      const mode = words.mode ?? (effort === 'ultra' ? EAGER_MODE : USUAL_MODE);
      return mode === '' ? null : `<multi_agent_mode>${mode}</multi_agent_mode>`;
    },
  };
}

const USUAL_MODE =
  'Start agents only where the user, AGENTS.md or a skill asks for several, whatever was said of it before.';
const EAGER_MODE =
  'Start agents on your own wherever work can be done side by side and gets better or faster for it, whatever was said of it before. Nobody needs to ask for them.';

function rootHint(most: number): string {
  return `You are \`/root\` and may have others work for you, at most ${most} at a time, all in the same folder.\n${shared('MESSAGE | FINAL_ANSWER')}`;
}

function memberHint(path: string): string {
  return `You are \`${path}\`, one of several agents in the same folder. What you say last is told to the agent that started you.\n${shared('NEW_TASK | MESSAGE | FINAL_ANSWER')}`;
}

function shared(kinds: string): string {
  return `What others say comes as:\n\`\`\`\nMessage Type: ${kinds}\nTask name: <to whom>\nSender: <by whom>\nPayload:\n<what>\n\`\`\``;
}

export function unknownAgentText(id: string): string {
  return `agent with id ${id} not found`;
}
