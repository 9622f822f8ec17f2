// What the model of a stored thread knows of its surroundings already.

import type { Clock } from '../../util/clock.js';
import { toldPlugins } from '../plugins/plugin-texts.js';
import type { HostFacts } from '../ports.js';
import { toldSkills } from '../skills/skills-text.js';
import { toldAccess } from '../turn/environment-text.js';
import type { TurnContext } from '../turn/model-request.js';
import { developerTexts } from '../turn/part-texts.js';
import { instructionsOf } from '../turn/prompts.js';
import type { ThreadHistory } from './history.js';

/** What a model was told in a log that was read back; the date and the time zone are taken to be today's. */
export function toldContext(
  { context: settings, input }: Pick<ThreadHistory, 'context' | 'input'>,
  { machine, clock }: { readonly machine: HostFacts; readonly clock: Clock },
): TurnContext | null {
  if (settings === null) return null;
  const texts = developerTexts(input);
  const environment = {
    cwd: settings.cwd,
    shell: machine.shell,
    date: machine.date(clock.now()),
    timezone: machine.timezone(),
    access: toldAccess(input),
  };
  return {
    settings,
    lastModel: null,
    instructions: instructionsOf(settings),
    personality: null,
    saysPersonality: true,
    environment,
    skills: toldSkills(texts),
    plugins: toldPlugins(texts),
    apps: null,
    putAway: [],
    team: null,
    teamModeAt: () => null,
    voice: null,
  };
}
