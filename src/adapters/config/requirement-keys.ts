// The keys of requirements.toml that each version knows, and what each may be. Pure.

import type { ConfigVersion } from './config-schema.js';
import { PROVIDERS } from './requirement-providers.js';
import { rulesShape } from './requirement-rules.js';
import { type Shape, shownBy } from './requirement-shape.js';
import { SANDBOX_MODES, SHOWN_TABLES, struct, TABLES } from './requirement-tables.js';
import { isTree, type Tree } from './tree.js';

const many = (...words: string[]): Shape => ({ list: { words } });
const texts: Shape = { list: 'string' };

function mcpShape(version: ConfigVersion): Shape {
  const kinds = version === '0.118.0' ? 'McpServerIdentity' : 'RawMcpServerIdentity';
  const identity: Shape = {
    fits: (value) => isTree(value) && isIdentity(value, version),
    problem: `data did not match any variant of untagged enum ${kinds}`,
  };
  const expected = version === '0.118.0' ? 'McpServerRequirement' : 'RawMcpServerRequirement';
  return { each: struct(expected, { identity }, { required: ['identity'] }) };
}

function isIdentity({ command, url }: Tree, version: ConfigVersion): boolean {
  if (typeof command === 'string' || typeof url === 'string') return true;
  if (version === '0.118.0') return false;
  return isTree(command)
    ? typeof command.executable === 'string' &&
        Array.isArray(command.args) &&
        command.args.every((one) => isMatcher(one))
    : isMatcher(url);
}

function isMatcher(value: unknown): boolean {
  if (!isTree(value)) return false;
  if (value.match === 'regex') return typeof value.expression === 'string';
  return (value.match === 'exact' || value.match === 'prefix') && typeof value.value === 'string';
}

function networkShape(version: ConfigVersion): Shape {
  const [named, intro] =
    version === '0.118.0' ? ['experimental_network.', ''] : ['', ' in managed network requirements'];
  const clash = (key: string, older: readonly string[]) => (table: Tree) =>
    table[key] !== undefined && older.some((one) => table[one] !== undefined)
      ? `\`${named}${key}\` cannot be combined with legacy ${older.map((one) => `\`${one}\``).join(' or ')}${intro}`
      : null;
  const domains = clash('domains', ['allowed_domains', 'denied_domains']);
  const sockets = clash('unix_sockets', ['allow_unix_sockets']);
  const access = (...words: string[]): Shape => ({ each: { words }, isFlat: true });
  return struct(
    'RawNetworkRequirementsToml',
    {
      enabled: 'boolean',
      http_port: 'number',
      socks_port: 'number',
      allow_upstream_proxy: 'boolean',
      dangerously_allow_non_loopback_proxy: 'boolean',
      dangerously_allow_all_unix_sockets: 'boolean',
      domains: access('allow', 'deny'),
      allowed_domains: texts,
      managed_allowed_domains_only: 'boolean',
      denied_domains: texts,
      unix_sockets: access('allow', version === '0.118.0' ? 'none' : 'deny'),
      allow_unix_sockets: texts,
      allow_local_binding: 'boolean',
      ...(version === '0.118.0' ? {} : { review_domains: texts, mitm: 'known', header_injections: 'known' }),
    },
    { together: (table) => domains(table) ?? sockets(table) },
  );
}

function featuresShape(version: ConfigVersion): Shape {
  const expected = version === '0.118.0' ? 'FeatureRequirementsToml' : 'FeatureRequirementsInput';
  return { each: 'boolean', expected: `struct ${expected}`, isFlat: true };
}

/** Keys whose value is shown as it is by `configRequirements/read`. */
const SHOWN: Readonly<Record<string, Shape>> = {
  additional_developer_instructions: 'string',
  allow_appshots: 'boolean',
  allow_browser_and_computer_use: 'boolean',
  allow_login_shell: 'boolean',
  allow_managed_hooks_only: 'boolean',
  allow_remote_control: 'boolean',
  allowed_approvals_reviewers: many('user', 'auto_review', 'guardian_subagent'),
  allowed_permission_profiles: { each: 'boolean' },
  chatgpt_base_url: 'string',
  check_for_update_on_startup: 'boolean',
  cli_auth_credentials_store: { words: ['file', 'keyring', 'auto', 'ephemeral'] },
  default_permissions: 'string',
  model_provider: 'string',
};

/** Known, and obeyed or not elsewhere. */
const OTHERS = ['hooks'];

function common(version: ConfigVersion): Readonly<Record<string, Shape>> {
  return {
    allowed_approval_policies: many('untrusted', 'on-failure', 'on-request', 'granular', 'never'),
    allowed_sandbox_modes: SANDBOX_MODES,
    allowed_web_search_modes:
      version === '0.118.0'
        ? many('disabled', 'cached', 'live')
        : many('disabled', 'cached', 'indexed', 'live'),
    enforce_residency: { words: ['us'] },
    features: featuresShape(version),
    feature_requirements: featuresShape(version),
    mcp_servers: mcpShape(version),
    rules: rulesShape(version),
    experimental_network: networkShape(version),
  };
}

/** What it needs besides is asked where it is used. */
const MARKETPLACE_SOURCE: Readonly<Record<string, Shape>> = {
  source: { words: ['git', 'host_pattern', 'local'] },
  url: 'string',
  ref: 'string',
  host_pattern: 'string',
  path: 'string',
};

const KEYS: Readonly<Record<ConfigVersion, Shape>> = {
  '0.118.0': struct('ConfigRequirementsToml', {
    ...common('0.118.0'),
    guardian_developer_instructions: 'string',
  }),
  '0.169.0': struct('ConfigRequirementsToml', {
    ...common('0.169.0'),
    ...SHOWN,
    allowed_login_methods: many('chatgpt', 'api'),
    allowed_chatgpt_workspaces: texts,
    auto_review: struct('AutoReviewRequirementsToml', { required_on_models: texts, ignore_rules: texts }),
    marketplaces: struct('MarketplaceRequirementsToml', {
      restrict_to_allowed_sources: 'boolean',
      allowed_sources: { each: struct('MarketplaceAllowedSourceToml', MARKETPLACE_SOURCE) },
    }),
    guardian_policy_config: 'string',
    guardian_extra_policy: 'string',
    feedback: struct('FeedbackConfigToml', { enabled: 'boolean' }),
    log_dir: 'path',
    model_providers: PROVIDERS,
    model_catalog_json: 'path',
    sqlite_home: 'path',
    models: struct('ModelsRequirementsToml', {
      new_thread: struct('NewThreadModelDefaultsToml', {
        model: 'string',
        model_reasoning_effort: 'string',
        service_tier: 'string',
      }),
    }),
    ...TABLES,
    ...SHOWN_TABLES,
    plugins: { each: struct('PluginMcpRequirements', { mcp_servers: mcpShape('0.169.0') }) },
    ...Object.fromEntries(OTHERS.map((key) => [key, 'known'])),
  }),
};

/** What the file of a version may say. */
export function requirementsShape(version: ConfigVersion): Shape {
  return KEYS[version];
}

/** Every key that is shown as it is, by its name on the wire; null where nothing is said. */
export function shownPlainKeys(tree: Tree): Tree {
  return Object.fromEntries(Object.keys(SHOWN).map((key) => [wireName(key), tree[key] ?? null]));
}

/** Tables that say something, by their names on the wire; those about telemetry keep the names of their members. */
export function shownTables(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(SHOWN_TABLES).map(([key, shape]) => {
      const table = tree[key];
      const isSaid = isTree(table) && Object.keys(table).length > 0;
      return [wireName(key), isSaid ? shownBy(table, shape, key === 'otel' ? String : wireName) : null];
    }),
  );
}

/** In the order in which 0.169.0 shows them; null where nothing is said. */
export function loginMethodsIn(tree: Tree): ('api' | 'chatgpt')[] | null {
  const { allowed_login_methods: words } = tree;
  return Array.isArray(words) ? (['api', 'chatgpt'] as const).filter((word) => words.includes(word)) : null;
}

/** `some_key` as `someKey`. */
function wireName(key: string): string {
  return key.replace(/_[a-z]/g, (match) => match.charAt(1).toUpperCase());
}
