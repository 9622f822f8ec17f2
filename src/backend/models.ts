// Routes of the model catalogue: GET /models, in the shape of the public API.

import { type Route, sendJson } from './route.js';
import type { ScriptEngine } from './script-engine.js';

/** Listed when the script names no models: one that each of the pinned codex versions knows. */
const DEFAULT_MODELS: readonly string[] = ['gpt-5.5', 'gpt-5.4'];

export function modelsRoutes(engine: ScriptEngine): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^(?:\/codex)?\/models$/,
      handle: ({ response }) => {
        const data = (engine.models ?? DEFAULT_MODELS).map((id) => ({
          id,
          object: 'model',
          created: 0,
          owned_by: 'app-server-test-client',
        }));
        // A codex with a ChatGPT login asks for `models`, and goes by its own where there are none.
        const { models = [], version } = engine.catalog ?? {};
        return sendJson(
          response,
          { object: 'list', data, models },
          version === undefined ? {} : { etag: version },
        );
      },
    },
  ];
}
