// What config.toml may tell of a vendor's cloud, and how 0.169.0 refuses the rest. Pure.

import type { Cloud } from '../../domain/provider-facts.js';
import type { Tree } from './tree.js';

/** What may be told of each, as the refusal lists it. */
const FIELDS: Readonly<Record<Cloud, readonly string[]>> = {
  gcp: ['base_url', 'auth', 'http_headers', 'project_id', 'location', 'credential_file'],
  amazonBedrock: [
    'base_url',
    'auth',
    'http_headers',
    'aws.profile',
    'aws.region',
    'aws.credential_export',
    'aws.auth_refresh',
  ],
};

/** What says no more of a provider than silence. */
const SAYS_NOTHING: Readonly<Record<string, unknown>> = {
  name: '',
  wire_api: 'responses',
  requires_openai_auth: false,
  supports_websockets: false,
  supports_standalone_web_search: false,
};

/** Null: nothing is told that may not be. */
export function wrongField(id: string, cloud: Cloud, table: Tree): string | null {
  const fields = FIELDS[cloud];
  const mayBe = new Set(fields.map((field) => field.split('.')[0] ?? field));
  const isWrong = (key: string): boolean => !mayBe.has(key) && table[key] !== SAYS_NOTHING[key];
  if (!Object.keys(table).some(isWrong)) return null;
  const named = fields.map((field) => `\`${field}\``);
  const last = named.pop();
  return `model_providers.${id} only supports changing ${named.join(', ')}, and ${last}; other non-default provider fields are not supported`;
}
