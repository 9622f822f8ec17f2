// `astc demo`, which npm run demo calls: plays the quickstart from start to end and checks that it happened.

import { defineCommand } from '../command.js';
import { tellStory } from '../demo/story.js';
import { ExitCode } from '../exit-codes.js';

export const command = defineCommand({
  run: async (context) => {
    const checks = await tellStory(context);
    const failed = checks.filter(({ held }) => !held).map(({ claim }) => claim);
    const result = { checks };
    if (failed.length === 0) return { code: ExitCode.ok, outcome: 'ok', result };
    return {
      code: ExitCode.refused,
      outcome: 'failed',
      message: `This did not happen: ${failed.join('; ')}.`,
      result,
    };
  },
});
