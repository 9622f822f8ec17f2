// Hooks: as rooms list them, and as threads run them. Loaded with the first question, which threads ask only where
// the configuration allows hooks.

import path from 'node:path';
import { ConfigUnreadable, type Configuration } from '../adapters/config/index.js';
import type { InstalledPlugin } from '../adapters/plugins/index.js';
import type { Hook, HookRunner } from '../domain/hooks/hook.js';
import type { HookServices } from '../domain/hooks/thread-hooks.js';
import type { HookMetadata, Profile } from '../protocol/index.js';
import type { HookShelf } from './room.js';

interface HooksInput {
  readonly profile: Profile;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Those in effect. @throws ConfigUnreadable */
  readonly plugins: () => readonly InstalledPlugin[];
}

export interface ComposedHooks extends HookServices {
  readonly shelf: HookShelf;
}

async function lister() {
  const [{ hooksIn }, { pluginHookOrigins }] = await Promise.all([
    import('../adapters/hooks/hook-list.js'),
    import('../adapters/hooks/plugin-hooks.js'),
  ]);
  return (configuration: Configuration, cwd: string, plugins: () => readonly InstalledPlugin[]) => {
    const layers = configuration.layers(cwd);
    const warnings: string[] = [];
    const found = hooksIn(layers, pluginHookOrigins(plugins(), warnings));
    return { hooks: found.hooks, warnings: [...warnings, ...found.warnings] };
  };
}

export function composeHooks(
  { profile, cwd: own, env, plugins }: HooksInput,
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
        const found = await lister();
        return cwds.map((cwd) => {
          const folder = path.resolve(own, cwd);
          try {
            return { cwd, ...found(configuration, folder, plugins), errors: [] };
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
          const found = await lister();
          return found(configuration, path.resolve(own, cwd), plugins).hooks.filter(mayRun).flatMap(hookOf);
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
