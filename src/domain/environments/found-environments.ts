// What a thread's environments say of themselves when it is loaded and when a turn begins.

import type { EventSink } from '../events.js';
import type { HostFacts } from '../ports.js';
import type { ProjectInstructions, SettingsResolver, ThreadSettings } from '../settings.js';
import { chosenWithRoots, inRoots, ownRoots, rootsAt } from '../workspace-roots.js';
import { type ChosenEnvironment, chosenByDefault, type FoundEnvironment, LOCAL } from './environment.js';
import type { Environments } from './environment-ports.js';

interface Services {
  readonly environments: Environments;
  readonly machine: Pick<HostFacts, 'shell'>;
  readonly instructions: SettingsResolver['instructions'];
}

/** How a turn finds what it has chosen, and what AGENTS.md files say there now; undefined: it runs on this machine alone. */
export async function findEnvironments(
  settings: ThreadSettings,
  { environments, machine, instructions }: Services,
): Promise<{ found: FoundEnvironment[]; projectInstructions: ProjectInstructions | null } | undefined> {
  if (settings.environments === undefined) return undefined;
  const found = settings.environments.map(async ({ environmentId, cwd }) => {
    const look = environmentId === LOCAL ? machine : await environments.find(environmentId);
    const how = 'problem' in look ? { problem: look.problem } : { shell: look.shell };
    return { environmentId, cwd, ...how };
  });
  const told = instructionsIn(settings.environments, environments, (cwd) => instructions(cwd, null));
  return { found: await Promise.all(found), projectInstructions: await told };
}

/** Settings of threads that know where their commands run. */
export function withEnvironments(resolver: SettingsResolver, environments: Environments): SettingsResolver {
  return {
    instructions: (cwd, config) => resolver.instructions(cwd, config),
    async resolve(input) {
      const { workspaceRoots, ...overrides } = input.overrides;
      const { environments: before, unplaced: _, ...base } = input.base ?? {};
      const settings = await resolver.resolve({
        ...input,
        overrides,
        base: input.base === null ? null : base,
      });
      const { cwd } = settings;
      const kept = before && rootsAt(cwd, { cwd: base.cwd ?? cwd, environments: before });
      const known = workspaceRoots ?? kept ?? ownRoots(settings);
      const roots = overrides.environments === undefined ? known : null;
      const usual = chosenByDefault(cwd, environments.added());
      const chosen =
        overrides.environments ??
        (roots === null ? usual : chosenWithRoots({ cwd, environments: usual }, roots));
      if (chosen === undefined) return { ...settings, environments: undefined };
      const here = (cwd: string) => resolver.instructions(cwd, input.config);
      const projectInstructions = await instructionsIn(chosen, environments, here);
      return inRoots({ ...settings, environments: chosen, projectInstructions });
    },
  };
}

/** Tells threads of the environments they have chosen. */
export function announceChanges(
  environments: Environments,
  { loaded, sink }: { loaded(): Iterable<{ id: string; settings: ThreadSettings }>; sink: EventSink },
): void {
  environments.onChange(({ environmentId, isConnected }) => {
    for (const { id: threadId, settings } of loaded()) {
      if (!settings.environments?.some((chosen) => chosen.environmentId === environmentId)) continue;
      const event = { type: 'environmentChanged', environmentId, isConnected } as const;
      sink.emit({ scope: 'thread', threadId, event });
    }
  });
}

async function instructionsIn(
  chosen: readonly ChosenEnvironment[],
  environments: Environments,
  here: (cwd: string) => ProjectInstructions | null,
): Promise<ProjectInstructions | null> {
  const told = await Promise.all(
    chosen.map(async (one) => {
      const said = one.environmentId === LOCAL ? here(one.cwd) : await environments.instructions(one);
      return said === null ? [] : [{ one, said }];
    }),
  );
  const parts = told.flat();
  if (parts.length < 2) return parts[0]?.said ?? null;
  return {
    text: parts
      .map(({ one, said }) => `for \`${one.environmentId}\` with root ${one.cwd}\n\n${said.text}`)
      .join('\n\n'),
    folder: null,
    sources: parts.flatMap(({ said }) => said.sources),
  };
}
