// What the model of a thread may choose by itself. Looked for when the thread is loaded, and again when a turn has
// another choice of plug-ins, another folder or a model that is told otherwise, or when skills have changed since.

import type { Behaviour } from '../behaviour.js';
import { choiceIn } from '../plugins/plugin-choice.js';
import type { PluginReader } from '../plugins/plugin-reader.js';
import type { ModelCatalog } from '../ports.js';
import type { ThreadSettings } from '../settings.js';
import { type SkillReader, skillPlaceOf } from '../skills/skill-reader.js';
import { skillsText } from '../skills/skills-text.js';
import type { TurnOffers } from '../turn/turn-offers.js';

interface Services {
  readonly skills: SkillReader;
  readonly plugins: PluginReader;
  readonly catalog: ModelCatalog;
  readonly behaviour: Behaviour;
}

export class ThreadOffers implements TurnOffers {
  readonly #services: Services;
  #skills: string | null = null;
  #plugins: string | null = null;
  /** What they were looked for with, as text. */
  #basis = '';

  constructor(services: Services) {
    this.#services = services;
  }

  get skills(): string | null {
    return this.#skills;
  }

  get plugins(): string | null {
    return this.#plugins;
  }

  areStale(settings: ThreadSettings): boolean {
    return this.#services.behaviour.skillsAreToldAnew && this.#basis !== this.#basisOf(settings);
  }

  async refresh(settings: ThreadSettings): Promise<void> {
    const { skills, plugins } = this.#services;
    const basis = this.#basisOf(settings);
    const found = await skills.find(skillPlaceOf(settings));
    this.#skills = skillsText(found.skills);
    this.#plugins = plugins.text(this.#isKnown(settings), settings);
    this.#basis = basis;
  }

  #basisOf(settings: ThreadSettings): string {
    const { environmentId, cwd } = skillPlaceOf(settings);
    const revision = this.#services.skills.revision();
    return JSON.stringify([environmentId, cwd, choiceIn(settings), this.#isKnown(settings), revision]);
  }

  #isKnown({ model }: ThreadSettings): boolean {
    return this.#services.catalog.facts(model).known;
  }
}
