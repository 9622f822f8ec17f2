// The agent's tools, put together from their adapters: the second file, besides compose.ts, where those meet ports.

import { listFolder } from '../adapters/files/folder-list.js';
import { createImageFileReader } from '../adapters/files/image-file-reader.js';
import { createPatchFiles } from '../adapters/files/patch-files.js';
import { blobId, repositoryRoot } from '../adapters/git/index.js';
import type { CommandRunner } from '../domain/command-ports.js';
import type { Environments } from '../domain/environments/environment-ports.js';
import type { McpServers } from '../domain/mcp/mcp-servers.js';
import type { HostFacts, ModelCatalog, ToolRunner } from '../domain/ports.js';
import { createTools } from '../domain/tools/registry.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { timeOrderedId } from '../util/ids.js';
import type { ComposedRules } from './compose-rules.js';
import type { HostIdentity } from './host-identity.js';
import type { Logger } from './logger.js';
import { toolRulesOf } from './tool-rules.js';

interface ToolsInput {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export function composeTools(
  input: ToolsInput,
  {
    catalog,
    runner,
    machine,
    rules,
    mcp,
    environments,
  }: {
    readonly catalog: ModelCatalog;
    readonly runner: CommandRunner;
    readonly machine: HostFacts;
    readonly rules: ComposedRules;
    readonly mcp: McpServers;
    readonly environments: Environments;
  },
): ToolRunner {
  const { profile, clock, env } = input;
  return createTools(
    {
      runner,
      files: createPatchFiles(),
      commandRules: rules.commandRules,
      images: createImageFileReader(input.cwd),
      list: listFolder,
      machine,
      environments,
      catalog,
      mcp,
      clock,
      random: Math.random,
      newId: timeOrderedId,
      env: definedOf(env),
      repositoryRoot,
      blobId,
      codeHost: async () => (await import('../adapters/code/index.js')).createCodeHost(),
    },
    toolRulesOf(profile),
  );
}

function definedOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) defined[name] = value;
  return defined;
}
