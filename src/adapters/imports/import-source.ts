// The agents whose set-up can be taken over: where each keeps what, and how its texts name it.

import { CLAUDE_PLUGINS } from './claude-plugins.js';
import { CLAUDE_SESSIONS } from './claude-sessions.js';
import { CURSOR_PLUGINS } from './cursor-plugins.js';
import { CURSOR_SESSIONS } from './cursor-sessions.js';
import type { PluginFormat } from './plugin-format.js';
import type { SessionFormat } from './session-format.js';
import type { Terms } from './terms.js';

export interface ImportSource {
  readonly id: 'claude-code' | 'cursor';
  /** Below the user's home and below a repository. */
  readonly folder: string;
  readonly homeSettings: string;
  readonly repositorySettings: string;
  /** Settings of one person that lie beside those; null: there are none. */
  readonly localSettings: string | null;
  /** In a repository, the first that says something counts. */
  readonly instructions: readonly string[];
  /** In `folder` of the home; null: none. */
  readonly homeInstructions: string | null;
  readonly plugins: PluginFormat;
  readonly hasMemories: boolean;
  readonly sessions: SessionFormat;
  readonly terms: Terms;
}

const CLAUDE: ImportSource = {
  id: 'claude-code',
  folder: '.claude',
  homeSettings: 'settings.json',
  repositorySettings: 'settings.json',
  localSettings: 'settings.local.json',
  instructions: ['CLAUDE.md', '.claude/CLAUDE.md'],
  homeInstructions: 'CLAUDE.md',
  plugins: CLAUDE_PLUGINS,
  hasMemories: true,
  sessions: CLAUDE_SESSIONS,
  terms: {
    instructionsFile: 'claude.md',
    names: ['claude code', 'claude-code', 'claude_code', 'claudecode', 'claude'],
    properNames: [],
  },
};

const CURSOR: ImportSource = {
  id: 'cursor',
  folder: '.cursor',
  homeSettings: 'cli-config.json',
  repositorySettings: 'cli.json',
  localSettings: null,
  instructions: ['.cursorrules'],
  homeInstructions: null,
  plugins: CURSOR_PLUGINS,
  hasMemories: false,
  sessions: CURSOR_SESSIONS,
  terms: { instructionsFile: '.cursorrules', names: [], properNames: ['Cursor'] },
};

/** Names nobody knows mean the first one. */
export function importSource(name: string | null): ImportSource {
  return name?.toLowerCase() === CURSOR.id ? CURSOR : CLAUDE;
}
