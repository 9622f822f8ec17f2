// Where a call of the model runs: on this machine, or in another environment that the thread has chosen.

import { type ChosenEnvironment, chosenBy, LOCAL } from '../environments/environment.js';
import type { ToolContext, ToolThread } from '../ports.js';
import { ToolRefusal, text } from './tool.js';
import type { ToolDeps } from './tool-deps.js';

const NONE =
  'No usable execution environment is available. Wait for an environment to become available before using this tool.';

/** The argument that names the environment, where there are several. */
export function environmentProperty({ settings }: Pick<ToolThread, 'settings'>): Record<string, unknown> {
  return chosenBy(settings).length > 1
    ? { environment_id: text('Id of the environment to use; the primary one by default.') }
    : {};
}

export interface Placed {
  readonly deps: ToolDeps;
  readonly context: ToolContext;
}

/** What a call in the environment it named works with; undefined: in the first that can be used. @throws ToolRefusal */
export function placed(
  here: Placed,
  { callId, environmentId }: { readonly callId: string; readonly environmentId: string | undefined },
): Placed {
  const choice = chosenBy(here.context.settings);
  if (environmentId === undefined) {
    for (const chosen of choice) {
      const there = at(chosen, here, callId);
      if (there !== null) return there;
    }
    throw new ToolRefusal(NONE);
  }
  const chosen = choice.find((environment) => environment.environmentId === environmentId);
  if (chosen === undefined) {
    throw new ToolRefusal(`unknown turn environment id \`${environmentId}\``);
  }
  const there = at(chosen, here, callId);
  if (there === null) throw new ToolRefusal(NONE);
  return there;
}

/** Null while the environment has never been reached. */
function at(chosen: ChosenEnvironment, { deps, context }: Placed, callId: string): Placed | null {
  const { threadId, settings } = context;
  if (settings.environments === undefined) return { deps, context };
  const there = inFolder(context, chosen);
  if (chosen.environmentId === LOCAL) return { deps, context: there };
  const workplace = deps.environments.workplace({ threadId, callId, confines: settings, chosen });
  if (workplace === null) return null;
  const machine = { ...deps.machine, ...workplace.machine };
  return { deps: { ...deps, ...workplace, machine }, context: there };
}

/** The same context in the environment's folder. What is expensive to ask for stays unasked. */
function inFolder(context: ToolContext, { cwd, environmentId }: ChosenEnvironment): ToolContext {
  const own = { settings: { ...context.settings, cwd }, environmentId };
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(context), ...Object.getOwnPropertyDescriptors(own) },
  ) as ToolContext;
}
