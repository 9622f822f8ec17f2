// What a thread that is loaded again, or forked, takes over of what it last ran with; the rest is as configured now. Pure.

import type { ForkThread, ResumeThread } from '../agent.js';
import type { Behaviour } from '../behaviour.js';
import type { StoredThread } from '../ports.js';
import type { SettingsOverrides } from '../settings.js';
import type { ThreadHistory } from './history.js';

type Asked = Pick<ResumeThread, 'overrides' | 'config'>;

export function resumeBase(
  stored: StoredThread,
  history: ThreadHistory,
  { behaviour, input }: { readonly behaviour: Behaviour; readonly input: Asked },
): SettingsOverrides {
  const whole = baseOf(stored, history);
  const kept = behaviour.resumeKeepsServiceTier ? whole : withoutTier(whole);
  return choosesModel(input) ? withoutModel(kept) : kept;
}

/** A fork begins with the configured model, unless it is there for a review. */
export function forkBase(
  stored: StoredThread,
  history: ThreadHistory,
  { purpose }: Pick<ForkThread, 'purpose'>,
): SettingsOverrides {
  const base = withoutTier(baseOf(stored, history));
  return purpose === 'review' ? base : withoutModel(base);
}

/** What a stored thread last ran with, as far as its log says. */
function baseOf({ meta }: StoredThread, history: ThreadHistory): SettingsOverrides {
  return {
    cwd: meta.cwd,
    modelProvider: meta.modelProvider,
    ...history.settings,
    baseInstructions: history.settings?.baseInstructions ?? meta.baseInstructions,
  };
}

/** Whether a request says itself which model the thread goes on with, or how. */
function choosesModel({ overrides: { model, modelProvider }, config }: Asked): boolean {
  const named = ['model', 'model_reasoning_effort'].some((key) => config !== null && key in config);
  return named || model !== undefined || modelProvider !== undefined;
}

function withoutModel({ model: _model, effort: _effort, ...base }: SettingsOverrides): SettingsOverrides {
  return base;
}

function withoutTier({ serviceTier: _tier, ...base }: SettingsOverrides): SettingsOverrides {
  return base;
}
