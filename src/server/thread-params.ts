// Params of the thread and turn methods → the domain's words.

import { resolve } from 'node:path';
import { wholePolicy } from '../domain/approval-policy.js';
import type { ThreadQuery } from '../domain/ports.js';
import type { SettingsOverrides } from '../domain/settings.js';
import type { ParamsOf, SandboxMode, SandboxPolicy, TurnEnvironmentParams } from '../protocol/index.js';
import { at } from '../util/peek.js';
import { present } from '../util/present.js';
import { chosenIn } from './chosen-environments.js';
import { clientFolder, type FolderPlaces } from './client-folder.js';
import { checkAlone, profileConfines } from './permission-profile.js';
import type { RoomDeps } from './room.js';

type Deps = Pick<RoomDeps, 'oneOff' | 'config' | 'environments'>;

type ThreadOverrides = Pick<
  ParamsOf<'thread/start'>,
  | 'model'
  | 'modelProvider'
  | 'serviceTier'
  | 'cwd'
  | 'approvalPolicy'
  | 'approvalsReviewer'
  | 'sandbox'
  | 'permissions'
  | 'baseInstructions'
  | 'developerInstructions'
  | 'personality'
> & {
  readonly environments?: readonly TurnEnvironmentParams[] | null;
  readonly runtimeWorkspaceRoots?: readonly string[] | null;
};

/** Null and absent both mean: keep what is configured; for a service tier null means none. */
function threadOverrides(params: ThreadOverrides, deps: Deps): SettingsOverrides {
  const overrides: SettingsOverrides = present({
    model: params.model,
    modelProvider: params.modelProvider,
    cwd: folderIn(params, deps.oneOff),
    approvalPolicy: params.approvalPolicy && wholePolicy(params.approvalPolicy),
    approvalsReviewer: params.approvalsReviewer,
    baseInstructions: params.baseInstructions,
    developerInstructions: params.developerInstructions,
    personality: params.personality,
    environments: chosenIn(params, deps.environments),
    workspaceRoots: rootsIn(params),
  });
  Object.assign(overrides, tierIn(params, deps.config));
  if (params.permissions != null) return { ...overrides, profileNamed: params.permissions };
  return params.sandbox == null ? overrides : { ...overrides, ...bare(policyOf(params.sandbox)) };
}

/** What a request that loads a thread asks for it to run with. */
export function askedOf(
  params: ThreadOverrides & Pick<ParamsOf<'thread/start'>, 'config'>,
  deps: Deps,
): { overrides: SettingsOverrides; config: Readonly<Record<string, unknown>> | null } {
  return { overrides: threadOverrides(params, deps), config: params.config ?? null };
}

/** What a turn may change for itself and all later turns; `cwd` is where the thread works. @throws RpcError for a profile that cannot be had */
export function turnOverrides(
  params: ParamsOf<'turn/start'> | ParamsOf<'thread/settings/update'>,
  deps: Deps & { readonly cwd: string },
): SettingsOverrides {
  checkAlone(params, 'permissions', 'sandboxPolicy');
  const overrides: SettingsOverrides = present({
    model: params.model,
    cwd: folderIn(params, deps.oneOff),
    approvalPolicy: params.approvalPolicy && wholePolicy(params.approvalPolicy),
    approvalsReviewer: params.approvalsReviewer && deps.config.reviewer(params.approvalsReviewer),
    effort: params.effort,
    summary: params.summary,
    personality: params.personality,
    collaborationMode: params.collaborationMode,
  });
  Object.assign(overrides, tierIn(params, deps.config), pluginsIn(params));
  const chosen = chosenIn(params, deps.environments);
  const roots = rootsIn(params);
  // A thread that moves without saying where else it works leaves what it had chosen.
  if (chosen !== undefined) overrides.environments = chosen;
  else if (overrides.cwd !== undefined || roots !== undefined)
    Object.assign(overrides, present({ workspaceRoots: roots, added: deps.environments.added() }));
  if (params.permissions != null) {
    const refused = 'invalid thread settings override';
    const of = { what: 'failed to load configuration', refused, cwd: overrides.cwd ?? deps.cwd };
    return { ...overrides, ...profileConfines(params.permissions, deps.config, of) };
  }
  return params.sandboxPolicy == null ? overrides : { ...overrides, ...bare(whole(params.sandboxPolicy)) };
}

/** What a client leaves open of a policy is shut, whatever is configured. In one order: the same policy is no change. */
function whole(policy: SandboxPolicy): SandboxPolicy {
  return Object.assign({}, SHUT[policy.type], policy);
}

const SHUT: Readonly<Record<SandboxPolicy['type'], SandboxPolicy>> = {
  dangerFullAccess: { type: 'dangerFullAccess' },
  externalSandbox: { type: 'externalSandbox', networkAccess: 'restricted' },
  readOnly: { type: 'readOnly', networkAccess: false },
  workspaceWrite: {
    type: 'workspaceWrite',
    writableRoots: [],
    networkAccess: false,
    excludeTmpdirEnvVar: false,
    excludeSlashTmp: false,
  },
};

/** A policy by its own name. */
function bare(sandboxPolicy: SandboxPolicy): SettingsOverrides {
  return { sandboxPolicy, accessRules: null, permissionProfile: null, profileNamed: null };
}

/** What a turn under way may go on with. */
export function stepOverrides(
  params: ParamsOf<'turn/settings/update'>,
  { config, environments }: Pick<Deps, 'config' | 'environments'>,
): SettingsOverrides {
  const { model, effort, summary } = params;
  const approvalsReviewer = params.approvalsReviewer && config.reviewer(params.approvalsReviewer);
  const chosen = chosenIn(params, environments);
  return {
    ...present({ model, effort, summary, approvalsReviewer, environments: chosen }),
    ...tierIn(params, config),
  };
}

/**
 * What thread/list asks for: newest first by creation, and only threads of the configured provider, unless it says
 * otherwise. `folder` makes a path of a named folder.
 */
export function threadQuery(
  params: ParamsOf<'thread/list'>,
  defaults: { readonly provider: string; readonly folder: (named: string) => string },
): ThreadQuery {
  const cwd = params.cwd ?? null;
  const folders = typeof cwd === 'string' ? [cwd] : cwd;
  return {
    cursor: params.cursor ?? null,
    limit: params.limit ?? null,
    sortKey: params.sortKey ?? 'created_at',
    sortDirection: params.sortDirection ?? (params.sortKey === 'section_position' ? 'asc' : 'desc'),
    modelProviders: params.modelProviders ?? [defaults.provider],
    sourceKinds: params.sourceKinds ?? null,
    archived: params.archived ?? false,
    cwd: folders?.map(defaults.folder) ?? null,
    searchTerm: params.searchTerm ?? null,
    members: null,
  };
}

/** The folders of the workspace, each once. */
function rootsIn(params: object): string[] | undefined {
  const roots = at(params, 'runtimeWorkspaceRoots');
  return Array.isArray(roots) ? [...new Set(roots.map((root) => resolve(String(root))))] : undefined;
}

function folderIn({ cwd }: { readonly cwd?: string | null }, places: FolderPlaces): string | undefined {
  return cwd == null ? undefined : clientFolder(cwd, places);
}

/** The policy a mode stands for; what it leaves open, the configuration fills in. */
function policyOf(mode: SandboxMode): SandboxPolicy {
  switch (mode) {
    case 'read-only':
      return { type: 'readOnly', networkAccess: false };
    case 'workspace-write':
      return { type: 'workspaceWrite' };
    case 'danger-full-access':
      return { type: 'dangerFullAccess' };
  }
}

/** What a thread is to do without; none and nothing are the same. */
function pluginsIn({
  disabledPluginIds: ids,
}: ParamsOf<'turn/start'> | ParamsOf<'thread/settings/update'>): SettingsOverrides {
  return ids == null ? {} : { disabledPluginIds: ids.length === 0 ? undefined : ids };
}

/** The service tier a request names: none at all, too. */
function tierIn(
  { serviceTier }: { readonly serviceTier?: string | null },
  config: Deps['config'],
): Pick<SettingsOverrides, 'serviceTier'> {
  return serviceTier === undefined ? {} : { serviceTier: config.serviceTier(serviceTier) };
}
