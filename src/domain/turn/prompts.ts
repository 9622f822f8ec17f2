// What the model is told besides the user's words: its role, what it may do, where it is. Our own wording; the tags
// around it are the protocol's, because real servers look for them in a resumed rollout.

import type { AskForApproval, CollaborationMode, SandboxPolicy } from '../../protocol/index.js';
import { type Access, type AccessRules, deniedGlobs, placedRules } from '../access-rules.js';
import type { ThreadSettings } from '../settings.js';

export const BASE_INSTRUCTIONS = `You are a coding agent. You work for one user, in the folder they opened, through a client that shows your words as you write them.

- Answer in the language the user writes in. Be brief and exact; say what you did, not what you are about to do.
- Read before you change. Change only what the task needs, in the style of the code around it.
- When something cannot be known or done, say so in one sentence and name what would help.
- Use Markdown sparingly; put paths, commands and identifiers in backticks.`;

/** The developer's word on permissions, given at the start and whenever they change. */
export function permissionsText(settings: Permitted): string {
  const { approvalPolicy, sandboxPolicy, accessRules } = settings;
  const allowed = accessRules === null ? sandboxText(sandboxPolicy) : rulesText(accessRules, settings);
  return `<permissions instructions>\n${allowed}\n${approvalText(approvalPolicy)}\n</permissions instructions>`;
}

/** What decides what the text says. */
type Permitted = Pick<ThreadSettings, 'approvalPolicy' | 'sandboxPolicy' | 'accessRules' | 'cwd'>;

function rulesText(rules: AccessRules, { sandboxPolicy, cwd }: Permitted): string {
  const mode = sandboxPolicy.type === 'readOnly' ? 'read-only' : 'workspace-write';
  const lines = [`\`sandbox_mode\` is \`${mode}\`, more exactly:`];
  const placed = placedRules(rules, { cwd, tmpdir: undefined });
  const named = (access: Access): string[] => [
    ...rules.rules.flatMap(({ place, access: given }) =>
      given === access && (place.type === 'minimal' || place.type === 'tmpdir') ? [SPECIAL[place.type]] : [],
    ),
    ...placed.filter((rule) => rule.access === access).map(({ path }) => quote(path)),
    ...(access === 'deny' ? deniedGlobs(rules, cwd).map(quote) : []),
  ];
  for (const [access, words] of Object.entries(ACCESS_WORDS)) {
    const places = named(access as Access); // its own keys
    if (places.length > 0) lines.push(`- ${words}: ${places.join(', ')}`);
  }
  const network = onOff(rules.network);
  return [...lines, `The narrower path counts; all else is closed. Network access is ${network}.`].join('\n');
}

const ACCESS_WORDS: Readonly<Record<Access, string>> = {
  write: 'commands may read and write',
  read: 'commands may only read',
  deny: 'nobody may open, and asking for it is in vain',
};

const SPECIAL = { minimal: "the system's own folders", tmpdir: 'the folder in TMPDIR' } as const;

function sandboxText(policy: SandboxPolicy): string {
  switch (policy.type) {
    case 'dangerFullAccess':
      return '`sandbox_mode` is `danger-full-access`: commands run without a sandbox and may use the network.';
    case 'externalSandbox':
      return `\`sandbox_mode\` is \`danger-full-access\`: something outside this program confines commands. Network access is ${onOff(policy.networkAccess === 'enabled')}.`;
    case 'readOnly':
      return `\`sandbox_mode\` is \`read-only\`: commands may read files and change none. Network access is ${onOff(policy.networkAccess)}.`;
    case 'workspaceWrite': {
      const writable = policy.writableRoots ?? [];
      const roots = writable.length === 0 ? '' : ` and in ${writable.map(quote).join(', ')}`;
      return `\`sandbox_mode\` is \`workspace-write\`: commands may read everything and write in the working folder${roots}. Network access is ${onOff(policy.networkAccess)}.`;
    }
  }
}

function approvalText(policy: AskForApproval): string {
  switch (policy) {
    case 'never':
      return 'Approval policy is `never`: nobody can be asked, so do not ask for more than the sandbox allows.';
    case 'untrusted':
      return 'Approval policy is `untrusted`: the user is asked before every command that is not known to be harmless.';
    case 'on-request':
      return 'Approval policy is `on-request`: ask the user, with a reason, when a command must leave the sandbox.';
    default:
      return 'Approval policy is `granular`: some requests reach the user, others are refused without asking.';
  }
}

const MODE_TEXTS: Readonly<Record<CollaborationMode['mode'], string>> = {
  default: 'Default mode: do what the user asks for. What was said of other modes no longer holds.',
  plan: 'Plan mode: look, think and ask until it is clear what is to be done, and change nothing. Close with the whole plan between <proposed_plan> and </proposed_plan>, each on a line of its own.',
};

/** What the client, or else we, say of how it is to work with the user; null: there is nothing to say. */
export function modeText({ mode, settings }: CollaborationMode): string | null {
  const text = settings.developer_instructions ?? MODE_TEXTS[mode];
  return text === '' ? null : `<collaboration_mode>${text}</collaboration_mode>`;
}

/** Tells another model what the one before it was told at the start. */
export function modelSwitchText(instructions: string): string {
  return `<model_switch>\nAnother model answered so far. Go on with the conversation under these instructions:\n\n${instructions}\n</model_switch>`;
}

/** `author`: who a commit names as well. */
export function commitText(author: string): string {
  return `Whenever you word a commit, its message closes with this line, once, after an empty one and after the trailers it already has:\nCo-authored-by: ${author}`;
}

/** Stands in the history where the user stopped a turn. */
export const TURN_ABORTED_TEXT =
  '<turn_aborted>\nThe user stopped the previous turn on purpose. Tools that were running may have done part of their work: check the present state before you repeat anything.\n</turn_aborted>';

function onOff(enabled: boolean | undefined): string {
  return enabled === true ? 'enabled' : 'restricted';
}

function quote(path: string): string {
  return `\`${path}\``;
}

/** What a model is told to be. */
export function instructionsOf({ baseInstructions }: Pick<ThreadSettings, 'baseInstructions'>): string {
  return baseInstructions ?? BASE_INSTRUCTIONS;
}
