// Service tiers, as a version names them.
import type { ConfigVersion } from './config-schema.js';

/** What a wish for a tier comes to: newer versions say that none is wanted by a name, and have one for `fast`. */
export function serviceTierNamed(wished: string | null, version: ConfigVersion): string | null {
  if (version === '0.118.0') return wished;
  if (wished === null) return 'default';
  return wished === 'fast' ? 'priority' : wished;
}
