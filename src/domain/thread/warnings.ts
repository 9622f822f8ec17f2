// Warnings a thread gives its subscribers, in the words of the real server.

import type { Behaviour } from '../behaviour.js';
import { codeMode } from '../code-mode/code-tools.js';
import type { ModelCatalog } from '../ports.js';
import type { ThreadSettings } from '../settings.js';

/** What is odd about the model that a turn is to ask. */
export function turnWarnings(
  { model, features }: Pick<ThreadSettings, 'model' | 'features'>,
  { catalog, behaviour }: { readonly catalog: ModelCatalog; readonly behaviour: Behaviour },
): readonly string[] {
  const { known, toolMode } = catalog.facts(model);
  if (!known) return [unknownModelWarning(model)];
  const isSwitchedOn = codeMode(toolMode, features) !== null && codeMode(toolMode, {}) === null;
  return behaviour.scriptsCallTools && isSwitchedOn ? [noScriptsWarning(model)] : [];
}

/** The switches want scripts of a model that is not made to write them. */
function noScriptsWarning(model: string): string {
  return `Code Mode is enabled in configuration, but model \`${model}\` does not advertise Code Mode support. This may degrade model performance. Disable \`features.code_mode\` and \`features.code_mode_only\`, or select a model whose metadata enables Code Mode.`;
}

export function unknownModelWarning(model: string): string {
  return `Model metadata for \`${model}\` not found. Defaulting to fallback metadata; this can degrade performance and cause issues.`;
}

/** `recorded`: the model the thread last ran with. */
export function otherModelWarning(recorded: string, now: string): string {
  return `This session was recorded with model \`${recorded}\` but is resuming with \`${now}\`. Consider switching back to \`${recorded}\` as it may affect Codex performance.`;
}

/** `tier`: what the model has none of. */
export function lackingTierWarning(tier: string, model: string): string {
  return `Configured service tier \`${tier}\` is not advertised as supported for model \`${model}\` and will be omitted from requests.`;
}
