// Tables of requirements.toml that 0.169.0 alone knows, as data: what each may say. Parts that it reads all at once tell
// whatever is wrong in them as a problem of the whole table.

import { canParseUrl } from '../../util/url.js';
import type { Shape, TableShape } from './requirement-shape.js';
import type { Tree } from './tree.js';

const texts: Shape = { list: 'string' };

export const SANDBOX_MODES: Shape = {
  list: { words: ['read-only', 'workspace-write', 'danger-full-access', 'external-sandbox'] },
};

export function struct(
  expected: string,
  members: Readonly<Record<string, Shape>>,
  more: Partial<Omit<TableShape, 'expected' | 'members'>> = {},
): Shape {
  return { expected: `struct ${expected}`, members, ...more };
}

const anything = (expected: string, each: Shape = 'known'): Shape => ({
  each,
  expected: `struct ${expected}`,
});

const profile = struct('PermissionProfileToml', {
  description: 'string',
  extends: 'string',
  workspace_roots: anything('WorkspaceRootsToml', 'boolean'),
  filesystem: anything('FilesystemPermissionsToml'),
  network: anything('NetworkToml'),
});

/** What makes a profile is nothing that could be denied. */
function oddDenials(table: Tree): string | null {
  const { members } = profile as { members: Readonly<Record<string, Shape>> };
  return Object.keys(members).some((key) => table[key] !== undefined)
    ? '`permissions.filesystem` is reserved for requirements-level filesystem constraints and cannot define a profile'
    : null;
}

const denials = struct('RawFilesystemRequirementsToml', { deny_read: texts }, { together: oddDenials });

const allowOrDeny: Shape = { words: ['allow', 'deny'] };

const windowsProgram = struct(
  'ComputerUseWindowsExeRequirement',
  { publisher_name: 'string', product_name: 'string', binary_name: 'string', access: allowOrDeny },
  { required: ['publisher_name', 'product_name', 'access'] },
);

const originPolicy = struct('BrowserUseOriginPolicyToml', {
  access: allowOrDeny,
  downloads: allowOrDeny,
  uploads: allowOrDeny,
  full_cdp_access: allowOrDeny,
  auto_review: allowOrDeny,
  persistent_approval: 'boolean',
  access_approval_lifetime: { words: ['turn', 'thread'] },
});

const requestHeader = struct(
  'RequestHeader',
  { name: 'string', value: 'string' },
  { required: ['name', 'value'] },
);

const application = struct(
  'ApplicationRequirementsToml',
  {
    network: struct(
      'ApplicationNetworkRequirementsToml',
      { enabled: 'boolean', domains: { each: allowOrDeny } },
      { isClosed: true, usual: { enabled: true, domains: {} } },
    ),
    storage: struct(
      'ApplicationStorageRequirementsToml',
      { default_project_parent: 'absolutePath', projectless_workspace_root: 'absolutePath' },
      { isClosed: true },
    ),
  },
  { isClosed: true },
);

const exporter: Shape = { words: ['none', 'statsig', 'otlp-http', 'otlp-grpc'], orTable: true };

/** Tables that are shown member by member, by key. */
export const SHOWN_TABLES: Readonly<Record<string, Shape>> = {
  computer_use: struct('ComputerUseRequirementsToml', {
    allow_locked_computer_use: 'boolean',
    allow_persistent_approval: 'boolean',
    default_app_access: allowOrDeny,
    macos: struct('ComputerUseMacosRequirementsToml', { bundle_ids: { each: allowOrDeny } }),
    windows: struct('ComputerUseWindowsRequirementsToml', {
      aumids: { each: allowOrDeny },
      exes: { list: windowsProgram },
    }),
  }),
  browser_use: struct('BrowserUseRequirementsToml', {
    extension: struct('BrowserUseExtensionRequirementsToml', { request_headers: { list: requestHeader } }),
    allow_webmcp: 'boolean',
    allow_history_access: 'boolean',
    disable_auto_review: 'boolean',
    allow_global_persistent_approval: 'boolean',
    default_origin_policy: originPolicy,
    origins: { each: originPolicy },
  }),
  application,
  in_app_browser: struct('InAppBrowserRequirementsToml', {
    allow_external_browser_settings_import: 'boolean',
  }),
  otel: struct('OtelRequirementsToml', {
    tool_result: struct('ToolResultLogConfig', { max_bytes: 'known' }, { required: ['max_bytes'] }),
    log_sse_deltas: 'boolean',
    log_user_prompt: 'boolean',
    log_agent_responses: 'boolean',
    log_guardian_assessments: 'boolean',
    environment: 'string',
    exporter,
    trace_exporter: exporter,
    metrics_exporter: exporter,
    span_attributes: { each: 'string' },
    tracestate: { each: { each: 'string' } },
  }),
};

const app = struct('AppRequirementToml', {
  enabled: 'boolean',
  tools: struct(
    'AppToolsRequirementsToml',
    {},
    {
      others: struct('AppToolRequirementToml', {
        approval_mode: { words: ['auto', 'prompt', 'writes', 'approve'] },
        analytics_result_source: 'known',
      }),
    },
  ),
});

const remoteSandbox = struct(
  'RemoteSandboxConfigToml',
  { hostname_patterns: texts, allowed_sandbox_modes: SANDBOX_MODES },
  { required: ['hostname_patterns', 'allowed_sandbox_modes'] },
);

/** Where a server of the organisation has more to say; it is not asked here. */
const configServer = struct(
  'ConfigServerInput',
  {
    base_url: 'string',
    oauth: struct('OAuthSessionConfig', {}, { required: ['authorization_url'], others: 'known' }),
  },
  { required: ['base_url'], isClosed: true, together: ({ base_url: base }) => oddAddress(String(base)) },
);

function oddAddress(text: string): string | null {
  const url = canParseUrl(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:' || `${url.username}${url.password}${url.hash}` !== '')
    return 'config_server URLs must use HTTPS without userinfo or fragments';
  return url.search === '' ? null : 'config_server.base_url must not contain a query';
}

/** Others, by key. */
export const TABLES: Readonly<Record<string, Shape>> = {
  apps: struct('AppsRequirementsToml', {}, { others: app }),
  config_server: configServer,
  remote_sandbox_config: { list: remoteSandbox },
  unsafe_enforce_sqlite_journal_mode: 'boolean',
  windows: struct('WindowsRequirementsToml', {
    allowed_sandbox_implementations: { list: { words: ['elevated', 'unelevated'] } },
    sandbox_private_desktop: 'known',
  }),
  permissions: struct('PermissionsRequirementsToml', { filesystem: denials }, { others: profile }),
};
