// Feedback as its room asks for it: whether the configuration allows it, and where it is kept.

import type { Configuration } from '../adapters/config/index.js';
import { at } from '../util/peek.js';
import { answered } from './compose-config.js';
import type { FeedbackShelf } from './room.js';

/** Loaded with the first that comes. */
const archive = () => import('../adapters/files/feedback-archive.js');

export function composeFeedback(codexHome: string, configuration: Configuration): FeedbackShelf {
  return {
    isEnabled: () =>
      at(
        answered(() => configuration.values(null)),
        'feedback',
        'enabled',
      ) !== false,
    save: async (feedback, path) => (await archive()).saveFeedback(feedback, path),
    keep: async (feedback) => (await archive()).keepFeedback(feedback, codexHome),
  };
}
