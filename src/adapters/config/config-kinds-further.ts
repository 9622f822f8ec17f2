// Which values keys may have that say little or nothing here, but that a real server of the same home goes by; measured as
// those of config-kinds.ts.

import { REALTIME_VOICES } from '../../domain/realtime/realtime-voices.js';
import { EVENTS, pascal } from '../hooks/hook-events.js';
import type { ConfigVersion } from './config-problem.js';
import { type Kind, table } from './value-kinds.js';

const EXPORTERS = ['none', 'statsig', 'otlp-http', 'otlp-grpc'];

export const FURTHER: Readonly<Record<string, Kind>> = {
  'tui.notifications': 'flagOrStrings',
  'tui.terminal_title': 'strings',
  'tui.model_availability_nux': table('struct ModelAvailabilityNuxConfig'),
  'otel.exporter': EXPORTERS,
  'otel.trace_exporter': EXPORTERS,
  'otel.metrics_exporter': EXPORTERS,
  'notice.model_migrations': table('a map'),
  'notice.model_migrations.*': 'string',
  'model_providers.*.auth': table('struct ModelProviderAuthInfo'),
  windows: table('struct WindowsToml'),
  audio: table('struct RealtimeAudioToml'),
  'audio.microphone': 'string',
  'audio.speaker': 'string',
  realtime: table('struct RealtimeToml'),
  'realtime.type': ['conversational', 'transcription'],
  'agents.*.description': 'string',
  'agents.*.nickname_candidates': 'strings',
  'apps.*.tools': table('struct AppToolsConfig'),
  'apps.*.tools.*': table('struct AppToolConfig'),
  ghost_snapshot: table('struct GhostSnapshotToml'),
  tool_suggest: table('struct ToolSuggestConfig'),
  'memories.extract_model': 'string',
  'memories.consolidation_model': 'string',
  'memories.max_unused_days': 'i64',
  js_repl_node_module_dirs: 'paths',
};

const { v1, v2, v3 } = REALTIME_VOICES;

const HOOKS: Readonly<Record<string, Kind>> = Object.fromEntries(
  EVENTS.map(pascal).flatMap((event): [string, Kind][] => [
    [`hooks.${event}`, 'list'],
    [`hooks.${event}.[]`, table('struct MatcherGroup')],
  ]),
);

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

export const FURTHER_BY_VERSION: Readonly<Record<ConfigVersion, Readonly<Record<string, Kind>>>> = {
  '0.118.0': {
    'tui.notification_method': ['auto', 'osc9', 'bel'],
    'windows.sandbox': ['elevated', 'unelevated'],
    'realtime.version': ['v1', 'v2'],
    zsh_path: 'path',
    'profiles.*.model': 'string',
    'profiles.*.model_provider': 'string',
    'profiles.*.approval_policy': 'approval policy',
    'profiles.*.sandbox_mode': ['read-only', 'workspace-write', 'danger-full-access'],
    'profiles.*.model_reasoning_effort': EFFORTS,
    'profiles.*.plan_mode_reasoning_effort': EFFORTS,
    'profiles.*.model_reasoning_summary': ['auto', 'concise', 'detailed', 'none'],
    'profiles.*.model_verbosity': ['low', 'medium', 'high'],
    'profiles.*.personality': ['none', 'friendly', 'pragmatic'],
    'profiles.*.service_tier': ['fast', 'flex'],
    'profiles.*.web_search': ['disabled', 'cached', 'live'],
    'profiles.*.chatgpt_base_url': 'string',
    'profiles.*.oss_provider': 'string',
    'profiles.*.features': table('struct FeaturesToml'),
    'profiles.*.tools': table('struct ToolsToml'),
  },
  '0.169.0': {
    'tui.notification_method': { oneOf: ['auto', 'osc9', 'osc777', 'bel'] },
    'tui.notification_condition': { oneOf: ['unfocused', 'always'] },
    'tui.keymap': table('struct TuiKeymap'),
    'windows.sandbox': ['elevated', 'unelevated', 'mxc'],
    'realtime.version': ['v1', 'v2', 'v3'],
    'realtime.voice': [...new Set([v1, v2, v3].flat())].sort(),
    ...HOOKS,
    'hooks.state': table('a map'),
    'hooks.state.*': table('struct HookStateToml'),
    'marketplaces.*.source': 'string',
    'marketplaces.*.source_type': ['git', 'local'],
    desktop: table('a map'),
    goals: table('struct GoalsToml'),
    orchestrator: table('struct OrchestratorToml'),
  },
};
