// Configurations with something in every table, and with keys in tables that nobody knows.
import type { Version } from './target.js';

const NEWER = `
default_permissions="p"
[tools]
client_search_provider="standalone"
[tools.experimental_request_user_input]
[tools.update_plan]
[tools.web_search]
context_size="low"
[tools.web_search.location]
country="AT"
[history]
persistence="none"
[projects."/p"]
[tui]
status_line=["a"]
[tui.effects]
shimmer=false
[tui.rendering]
math=false
[tui.keymap.global]
copy="ctrl-a"
[tui.default_hosts.a]
[sandbox_workspace_write]
network_access=true
[shell_environment_policy]
inherit="core"
[shell_environment_policy.filters]
A="include"
[skills]
include_instructions=true
[skills.bundled]
[[skills.config]]
path="/a"
enabled=true
[[skills.config]]
name="b"
enabled=false
[apps.a]
enabled=false
default_tools_approval_mode="prompt"
[apps.a.tools.t]
enabled=true
[apps.b]
[apps._default]
enabled=true
[plugins.p]
enabled=true
[plugins.q]
[plugins.q.mcp_servers.s]
enabled=false
[plugins.q.mcp_servers.s.tools.t]
approval_mode="auto"
[marketplaces.m]
source="x"
[agents]
max_threads=3
[agents.r]
description="d"
[memories]
no_memories_if_mcp_or_web_search=true
[otel]
environment="a"
[otel.tool_result]
max_bytes=3
[otel.exporter.otlp-http]
endpoint="http://127.0.0.1:9"
protocol="json"
[otel.exporter.otlp-http.tls]
[permissions.p]
[permissions.p.filesystem]
":root"="read"
[permissions.p.network]
[profiles.p]
model="m"
[profiles.p.tools]
[profiles.p.analytics]
[profiles.p.windows]
[profiles.p.tui]
[profiles.p.features]
apps=true
[notice]
hide_full_access_warning=true
[notice.external_config_migration_prompts]
home=true
[notice.external_config_migration_prompts.projects]
"/a"=true
[model_providers.x]
name="n"
base_url="http://127.0.0.1:9"
http_headers={A="b"}
[model_providers.x.auth]
command="a"
[model_providers.x.capabilities]
[model_providers.y]
name="n"
base_url="http://127.0.0.1:9"
[model_providers.y.gateway_oauth]
authorization_url="http://127.0.0.1:9/a"
token_url="http://127.0.0.1:9/t"
client_id="c"
[model_providers.amazon-bedrock.aws]
region=" a "
[model_providers.amazon-bedrock.aws.credential_export]
command="a"
[mcp_servers.x]
command="true"
enabled=false
env_vars=["A",{name="B"},{name="C",source="remote"}]
startup_timeout_sec=1.5
tool_timeout_sec=2
required=true
[mcp_servers.x.tools.y]
approval_mode="auto"
[mcp_servers.w]
command="true"
args=["a"]
env={A="b"}
cwd="/a"
startup_timeout_ms=500
supports_parallel_tool_calls=true
default_tools_approval_mode="prompt"
enabled_tools=["a"]
disabled_tools=["b"]
[mcp_servers.z]
url="http://127.0.0.1:9"
enabled=false
scopes=["a"]
bearer_token_env_var="A"
http_headers={A="b"}
env_http_headers={A="B"}
oauth_resource="r"
[mcp_servers.z.oauth]
client_id="a"
[hooks]
[[hooks.Stop]]
[[hooks.Stop.hooks]]
type="command"
command="true"
[[hooks.PreToolUse]]
matcher="a"
[[hooks.PreToolUse.hooks]]
type="command"
command="true"
timeout=3
async=false
statusMessage="x"
additionalContextLimit=100
[hooks.state.a]
enabled=true
[realtime]
version="v2"
[audio]
microphone="a"
[analytics]
enabled=true
[feedback]
enabled=true
[windows]
sandbox="elevated"
[auto_review]
policy="a"
[ghost_snapshot]
disable_warnings=true
[tool_suggest]
[[tool_suggest.discoverables]]
type="plugin"
id="a"
[browser_use]
[browser_use.origins."https://a"]
[browser_use.default_origin_policy]
[computer_use.macos]
[computer_use.windows]
[orchestrator.skills]
[orchestrator.mcp]
[goals]
[cloud.skills]
[experimental_thread_store]
type="local"
[desktop]
a={b="x"}
[features]
apps=true
[features.multi_agent_v2]
enabled=false
[features.network_proxy]
`;

/** Other kinds of the same tables, and keys that nobody knows. */
const OTHER_KINDS = `
[tools]
[tools.web_search]
[profiles.p.tools.web_search]
[profiles.p.tools.experimental_request_user_input]
[profiles.p.tools.update_plan]
[profiles.q]
[tui.presets.1]
input="a"
[skills]
[model_providers.x]
name="n"
base_url="http://127.0.0.1:9"
[model_providers.x.gateway_oauth.credential_export]
command="/bin/a"
[model_providers.amazon-bedrock.aws.auth_refresh]
command="aws"
[mcp_servers.x]
url="http://127.0.0.1:9"
startup_timeout_ms=400
startup_timeout_sec=3
http_headers_helper="a"
startup_readiness="catalog"
tool_input_schema_max_bytes=7
name="a"
omit_tools_from=[]
auth="oauth"
[mcp_servers.x.oauth]
callback_port=3
[mcp_servers.x.tools.t]
output_token_limit=4
[otel.exporter.otlp-grpc]
endpoint="http://127.0.0.1:9"
[hooks.state.a]
enabled=true
trusted_hash="x"
[[hooks.PreToolUse]]
[[hooks.PreToolUse.hooks]]
type="prompt"
[[hooks.PreToolUse.hooks]]
type="agent"
[[hooks.PreToolUse.hooks]]
type="command"
command="true"
command_windows="x"
additionalContextLimit=3
[apps.a]
omit_tools_from=[]
[apps.a.links.x]
[computer_use.windows]
aumids={a="allow"}
[features]
code_mode={enabled=true}
`;

const UNKNOWN = `
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

const OLDER = `
default_permissions="p"
[tools]
view_image=true
[tools.web_search]
context_size="low"
[tools.web_search.location]
country="AT"
[history]
persistence="none"
[projects."/p"]
trust_level="trusted"
[tui]
[tui.model_availability_nux]
a=1
[sandbox_workspace_write]
network_access=true
[shell_environment_policy]
inherit="core"
[skills]
[skills.bundled]
[[skills.config]]
path="/a"
enabled=true
[[skills.config]]
name="b"
enabled=false
[apps.a]
enabled=false
default_tools_approval_mode="prompt"
[apps.a.tools.t]
enabled=true
[apps.b]
[apps._default]
enabled=true
[plugins.p]
enabled=true
[plugins.q]
[agents]
max_threads=3
[agents.r]
description="d"
[memories]
no_memories_if_mcp_or_web_search=true
[otel]
environment="a"
[otel.exporter.otlp-http]
endpoint="http://127.0.0.1:9"
protocol="json"
[otel.exporter.otlp-http.tls]
[profiles.p]
model="m"
[profiles.p.tools]
[profiles.p.analytics]
[profiles.p.windows]
[profiles.p.features]
apps=true
[notice]
hide_full_access_warning=true
[model_providers.x]
name="n"
base_url="http://127.0.0.1:9"
http_headers={A="b"}
[model_providers.x.auth]
command="a"
[mcp_servers.x]
command="true"
enabled=false
startup_timeout_sec=1.5
tool_timeout_sec=2
required=true
[mcp_servers.x.tools.y]
approval_mode="auto"
[mcp_servers.w]
command="true"
args=["a"]
env={A="b"}
env_vars=["A"]
cwd="/a"
startup_timeout_ms=500
enabled_tools=["a"]
disabled_tools=["b"]
[mcp_servers.z]
url="http://127.0.0.1:9"
enabled=false
scopes=["a"]
bearer_token_env_var="A"
http_headers={A="b"}
env_http_headers={A="B"}
oauth_resource="r"
[realtime]
version="v2"
[audio]
microphone="a"
[analytics]
enabled=true
[feedback]
enabled=true
[windows]
sandbox="elevated"
[ghost_snapshot]
disable_warnings=true
[tool_suggest]
[[tool_suggest.discoverables]]
type="plugin"
id="a"
[features]
apps=true
[permissions.p]
[permissions.p.filesystem]
":root"="read"
[permissions.p.network]
`;

/** What config/read is asked to show. */
export const FILLED: Readonly<Record<Version, readonly string[]>> = {
  '0.169.0': [NEWER, OTHER_KINDS, UNKNOWN],
  '0.118.0': [OLDER],
};

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
