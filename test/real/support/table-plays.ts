// Keys in tables that nobody knows, in files and as threads bring them along.

/** In every table. */
export const UNKNOWN = `
[otel.exporter.otlp-grpc]
endpoint="http://127.0.0.1:9"
[otel.exporter.otlp-grpc.tls]
zz=1
[tui.presets.1]
input="a"
zz=1
[tui.model_availability_nux]
a=1
[computer_use.windows]
exes=[{publisher_name="a",product_name="b",binary_name="c",zz=1,access="allow"}]
[apps.a.links.x]
zz=1
[plugins.p]
zz=1
[plugins.p.mcp_servers.s]
zz=1
[plugins.p.mcp_servers.s.tools.t]
zz=1
[plugins._default]
zz=1
[model_providers.x]
name="n"
base_url="http://127.0.0.1:9"
[model_providers.x.gateway_oauth]
authorization_url="http://127.0.0.1:9/a"
token_url="http://127.0.0.1:9/t"
client_id="c"
[model_providers.x.gateway_oauth.delivery]
kind="header"
name="a"
[mcp_enterprise_managed_auth.idp]
issuer="https://a"
client_id="c"
[[tool_suggest.discoverables]]
type="plugin"
id="a"
zz=1
[experimental_thread_store]
type="local"
zz=1
`;

/** In the user's file when the server starts. */
export const AT_START = `
[tools]
zz_b = 1
zz_a = 1

[history]
persistence = "none"
zz = { inner = 1 }
`;

const zz = { zz_x: 1 };
const provider = { name: 'n', base_url: 'http://127.0.0.1:9' };
const off = { command: 'true', enabled: false };

/** What threads bring along: few unknown keys each, as only three are named. */
export const OF_THREADS: readonly object[] = [
  { 'tools.zz_thread': 1, history: { persistence: 'none', zz_2: 1 } },
  { tools: { web_search: { ...zz, location: zz }, experimental_request_user_input: zz, update_plan: zz } },
  { projects: { '/p': { trust_level: 'trusted', ...zz } }, tui: zz, sandbox_workspace_write: zz },
  { tui: { keymap: { ...zz, global: zz }, effects: zz } },
  { tui: { model_availability_nux: { a: 1 }, presets: { 1: { input: 'a', ...zz } } } },
  { shell_environment_policy: zz, skills: { ...zz, bundled: zz } },
  {
    'skills.config': [
      { path: '/a', enabled: true, zz_0: 1 },
      { name: 'b', enabled: false, zz_1: 1 },
    ],
  },
  { apps: { a: { ...zz, tools: { t: zz } }, _default: zz }, plugins: { p: zz, _default: zz } },
  { marketplaces: { m: zz }, agents: { r: { description: 'd', ...zz } }, memories: zz },
  { otel: { ...zz, tool_result: zz, span_attributes: { a: 'b' } } },
  { profiles: { p: { ...zz, tools: zz, features: { zz_s: true } } } },
  { profiles: { p: { analytics: zz, windows: zz, tui: zz } } },
  { notice: { ...zz, model_migrations: { a: 'b' }, external_config_migration_prompts: zz } },
  { model_providers: { x: { ...provider, ...zz, auth: { command: 'a', ...zz }, capabilities: zz } } },
  {
    mcp_servers: {
      x: { ...off, ...zz, tools: { y: zz } },
      y: { url: 'http://127.0.0.1:9', enabled: false, oauth: zz },
    },
  },
  { hooks: { ...zz, state: { a: { enabled: true, trusted_hash: 'a', trusted_content_hash: 'b', ...zz } } } },
  { realtime: zz, audio: zz, analytics: zz },
  { feedback: zz, windows: zz, auto_review: zz },
  { ghost_snapshot: zz, 'tool_suggest.discoverables': [{ type: 'plugin', id: 'a', ...zz }] },
  { browser_use: { ...zz, origins: { 'https://a': zz } }, computer_use: { macos: zz } },
  { orchestrator: { skills: zz }, goals: zz, cloud: { skills: zz } },
  { client_search_provider: 'standalone' },
  { zz_b: 1, 'a.b': 1, tools: { 'zz b': 1, 'zz.q': 1 } },
];
