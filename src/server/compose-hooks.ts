// Hooks: as rooms list them, and as threads run them. Loaded with the first question, which threads ask only where
// the configuration allows hooks.

import path from 'node:path';
import { ConfigUnreadable, type Configuration } from '../adapters/config/index.js';
import type { Hook, HookRunner } from '../domain/hooks/hook.js';
import type { HookServices } from '../domain/hooks/thread-hooks.js';
import type { HookMetadata, Profile } from '../protocol/index.js';
import type { HookShelf } from './room.js';

interface HooksInput {
  readonly profile: Profile;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ComposedHooks extends HookServices {
  readonly shelf: HookShelf;
}

const lister = () => import('../adapters/hooks/hook-list.js');

export function composeHooks(
  { profile, cwd: own, env }: HooksInput,
  configuration: Configuration,
  { shellPath }: { readonly shellPath: string },
): ComposedHooks {
  const needTrust = profile.quirks.hooksNeedTrust;
  let runner: HookRunner | undefined;

  function areAllowed(): boolean {
    const features = configuration.features();
    return needTrust ? (features.hooks ?? features.codex_hooks ?? true) : features.codex_hooks === true;
  }

  function mayRun({ enabled, trustStatus, eventName, sourcePath }: HookMetadata): boolean {
    if (needTrust) return enabled && (trustStatus === 'trusted' || trustStatus === 'managed');
    return OLDER_EVENTS.has(eventName) && sourcePath.endsWith('.json');
  }

  return {
    shelf: {
      async list(cwds) {
        const { hooksIn } = await lister();
        return cwds.map((cwd) => {
          const folder = path.resolve(own, cwd);
          try {
            return { cwd, ...hooksIn(configuration.layers(folder)), errors: [] };
          } catch (thrown) {
            if (!(thrown instanceof ConfigUnreadable)) throw thrown;
            return { cwd, hooks: [], warnings: [], errors: [{ path: folder, message: thrown.message }] };
          }
        });
      },
    },
    reader: {
      async read(cwd) {
        try {
          if (!areAllowed()) return [];
          const { hooksIn } = await lister();
          return hooksIn(configuration.layers(path.resolve(own, cwd)))
            .hooks.filter(mayRun)
            .flatMap(hookOf);
        } catch (thrown) {
          // Whoever starts a thread on such a configuration has been told so.
          if (thrown instanceof ConfigUnreadable) return [];
          throw thrown;
        }
      },
    },
    runner: {
      async run(request, signal) {
        const { createHookRunner } = await import('../adapters/hooks/hook-runner.js');
        runner ??= createHookRunner(shellPath, env);
        return runner.run(request, signal);
      },
    },
  };
}

/** Those that versions without trust know. */
const OLDER_EVENTS: ReadonlySet<string> = new Set([
  'preToolUse',
  'postToolUse',
  'sessionStart',
  'userPromptSubmit',
  'stop',
]);

/** Only commands run here. */
function hookOf(shown: HookMetadata): Hook[] {
  if (shown.handlerType !== 'command') return [];
  const { eventName: event, command, matcher, timeoutSec, statusMessage, sourcePath, source } = shown;
  return [
    {
      event,
      command,
      matcher,
      timeoutSec,
      statusMessage,
      sourcePath,
      source,
      displayOrder: shown.displayOrder,
    },
  ];
}
