// Sessions of Claude Code: a file each in the folder of its project.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { claudeConnectors } from './claude-connectors.js';
import { foldersIn, isoTimeOf, type SessionFormat, unlessGone } from './session-format.js';

export const CLAUDE_SESSIONS: SessionFormat = {
  speaker: 'type',
  hasTitles: true,
  mayBeElsewhere: false,
  timeOf: isoTimeOf,
  asked: (text) => text,
  candidates: (projects) =>
    foldersIn(projects).flatMap((project) => claudeSessionsIn(project).map((path) => ({ path, cwd: null }))),
  connectorSource: 'remoteMcpServersConfig',
  connectors: claudeConnectors,
};

/** Of one project. */
export function claudeSessionsIn(project: string): string[] {
  return (unlessGone(() => readdirSync(project, { withFileTypes: true })) ?? [])
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map(({ name }) => join(project, name));
}
