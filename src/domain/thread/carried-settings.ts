// What a thread that is loaded again, or forked, takes over of what it last ran with; the rest is as configured now. Pure.

import type { ForkThread, ResumeThread } from '../agent.js';
import type { Behaviour } from '../behaviour.js';
import { chosenBy } from '../environments/environment.js';
import type { StoredThread } from '../ports.js';
import type { SettingsOverrides } from '../settings.js';
import type { ThreadHistory } from './history.js';

type Asked = Pick<ResumeThread, 'overrides' | 'config'>;

export function resumeBase(
  stored: StoredThread,
  history: ThreadHistory,
  { behaviour, input }: { readonly behaviour: Behaviour; readonly input: Asked },
): SettingsOverrides {
  const base = baseOf(stored, history, behaviour);
  return choosesModel(input) ? withoutModel(base) : base;
}

/** A fork begins with the configured model, unless it is there for a review. */
export function forkBase(
  stored: StoredThread,
  history: ThreadHistory,
  { behaviour, purpose }: Pick<ForkThread, 'purpose'> & { readonly behaviour: Behaviour },
): SettingsOverrides {
  const { serviceTier: _tier, ...base } = baseOf(stored, history, behaviour);
  if (purpose === 'review') return base;
  const { summary: _summary, environments: _places, ...kept } = withoutModel(base);
  return kept;
}

/** What a stored thread last ran with, as far as its log says and the version looks at it. */
function baseOf(
  { meta }: StoredThread,
  { settings }: ThreadHistory,
  { loadingKeepsSettings }: Behaviour,
): SettingsOverrides {
  const { cwd, modelProvider } = meta;
  const baseInstructions = settings?.baseInstructions ?? meta.baseInstructions;
  if (loadingKeepsSettings) {
    // Also where it had chosen nothing: what is configured now opens nothing more.
    const environments = settings === null ? undefined : chosenBy(settings);
    return { cwd, modelProvider, ...settings, environments, baseInstructions };
  }
  // The folder is the one it was started in, whatever its turns chose.
  if (settings === null) return { cwd, modelProvider, baseInstructions };
  const { model, effort } = settings;
  return { cwd, modelProvider: settings.modelProvider, model, effort, baseInstructions };
}

/** Whether a request says itself which model the thread goes on with, or how. */
function choosesModel({ overrides: { model, modelProvider }, config }: Asked): boolean {
  const named = ['model', 'model_reasoning_effort'].some((key) => config !== null && key in config);
  return named || model !== undefined || modelProvider !== undefined;
}

function withoutModel({ model: _model, effort: _effort, ...base }: SettingsOverrides): SettingsOverrides {
  return base;
}
