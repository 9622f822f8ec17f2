// `--login-issuer`, as app-server and serve take it.

import { canParseUrl } from '../../util/url.js';
import { UsageError } from '../errors.js';

/** @throws UsageError `bad_option` when it is no web address */
export function readIssuer(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (canParseUrl(given) && /^https?:$/.test(new URL(given).protocol)) return given;
  throw new UsageError('bad_option', `--login-issuer ${given} is no http:// or https:// URL.`);
}
