// An account's apps, with tools of every kind and names that have to be made ones.
import type { Login } from '../../../src/backend/index.js';

type App = NonNullable<NonNullable<Exclude<Login, string>['account']>['apps']>[number];

const SLOW_MS = 60_000;

export const scriptedApps: App[] = [
  {
    id: 'notes',
    name: 'Notes & Co',
    description: 'Keeps notes.',
    tools: [
      {
        name: 'notes_find',
        title: 'Find notes',
        description: 'Finds notes.',
        isReadOnly: true,
        inputSchema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
        result: 'Milk.',
      },
      {
        name: 'notes_drop',
        title: 'Drop',
        description: 'Drops a note.',
        annotations: { destructiveHint: true },
      },
      {
        name: 'notes_plain',
        result: {
          content: [{ type: 'text', text: 'p' }],
          structuredContent: { a: 1 },
          _meta: { m: 1 },
        },
      },
      { name: 'notes_refuse', isReadOnly: true, error: 'Not yours.' },
      {
        name: 'notes_bad',
        isReadOnly: true,
        result: { content: [{ type: 'text', text: 'no' }], isError: true },
      },
      { name: 'notes_slow', isReadOnly: true, delayMs: SLOW_MS },
      { name: 'other', isReadOnly: true, annotations: { openWorldHint: true } },
    ],
  },
  {
    id: 'connector_mail',
    name: 'Mail',
    tools: [{ name: 'mail_send', annotations: { destructiveHint: false, openWorldHint: false } }],
  },
  {
    id: 'links',
    name: 'Links',
    tools: [
      {
        name: 'links_page',
        isReadOnly: true,
        _meta: { link_id: ' L1 ', ui: { resourceUri: 'ui://a' }, 'openai/outputTemplate': 'ui://b' },
      },
      {
        name: 'links_act',
        isReadOnly: true,
        _meta: {
          link_id: ' ',
          'openai/outputTemplate': 'ui://b',
          _codex_apps: { resource_uri: 'connector://links/tools/act//', call_id: 'of its own', more: [1] },
        },
      },
      {
        name: 'links_old',
        isReadOnly: true,
        _meta: { 'ui/resourceUri': 'ui://c', _codex_apps: { resource_uri: 'plain' } },
      },
      { name: 'links_odd', isReadOnly: true, _meta: { _codex_apps: 'text', link_id: 3 } },
      // Whom they are for: pages of apps, the model, both, or nobody that is known.
      { name: 'links_hidden', isReadOnly: true, _meta: { ui: { visibility: ['app'] } } },
      { name: 'links_shown', isReadOnly: true, _meta: { ui: { visibility: ['app', 'model'] } } },
      { name: 'links_nobody', isReadOnly: true, _meta: { ui: { visibility: [] } } },
      { name: 'links_worded', isReadOnly: true, _meta: { ui: { visibility: 'app' } } },
      { name: 'links_mixed', isReadOnly: true, _meta: { ui: { visibility: [3, 'Model'] } } },
    ],
  },
  // Names that are the same, that are none, and that have to be made ones.
  { id: 'one', name: 'Drive', tools: [{ name: 'drive_x' }, { name: 'one_y' }, { name: 'Drive' }] },
  { id: 'two', name: 'Drive', description: 'The other.', tools: [{ name: 'drive_x' }, { name: 'drive z' }] },
  { id: 'nameless', name: ' ', tools: [{ name: 'nameless_go' }] },
  {
    id: 'Üm',
    name: 'Über-Maß ',
    tools: [{ name: 'über_find' }, { name: 'x y' }, { name: `ber_ma_${'z'.repeat(120)}` }],
  },
  { id: 'marks', name: '!!!', tools: [{ name: 'go' }] },
  { id: 'bare', name: 'Bare' },
];
