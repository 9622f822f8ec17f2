// Which model an agent runs with, how hard it thinks, and what else it goes by. Pure.

import type { ReasoningEffort } from '../../protocol/index.js';
import type { ModelCatalog } from '../ports.js';
import type { ThreadSettings } from '../settings.js';
import { summaryOf } from '../turn/reasoning.js';
import type { AgentRole } from './agent-ports.js';
import { agentsOf } from './team-limits.js';

export interface ModelWish {
  readonly role: AgentRole;
  readonly model: string | undefined;
  readonly effort: ReasoningEffort | undefined;
}

/** What the role says counts; the effort of another model means nothing for the chosen one. */
export function chosenModel(
  parent: ThreadSettings,
  { role, ...wish }: ModelWish,
  catalog: ModelCatalog,
): { model: string; effort: ReasoningEffort | null } {
  const wanted = role.overrides.model ?? wish.model;
  const model = wanted ?? parent.model;
  const own = wanted === undefined ? parent.effort : null;
  const usual = catalog.facts(model).defaultEffort;
  return { model, effort: role.overrides.effort ?? wish.effort ?? own ?? usual };
}

/** What an agent is started with, but for what its role says. */
export function handedOn(parent: ThreadSettings, catalog: ModelCatalog): ThreadSettings {
  return { ...parent, summary: summaryOf(parent, catalog.facts(parent.model)), collaborationMode: null };
}

/** Settings with what the configuration has agents told in the developer's words. */
export function instructedForTeam(settings: ThreadSettings): ThreadSettings {
  const { instructions } = agentsOf(settings).team.words;
  if (instructions === null) return settings;
  return { ...settings, developerInstructions: instructions === '' ? null : instructions };
}
