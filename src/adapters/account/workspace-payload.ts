// What the account's backend says of workspaces → the one in use. Pure; each refusal is told in the words of the
// real 0.169.0.

import type { Workspace } from '../../domain/login/account.js';
import { at, listAt } from '../../util/peek.js';
import { canParseUrl } from '../../util/url.js';

export const DISCOVERY_FAILED = 'workspace routing discovery failed';

type Override = Workspace['routing']['accountRoutingOverride'];

const OVERRIDES: readonly Override[] = ['NO_CONSTRAINT', 'us', 'us_cr'];

/**
 * @param payload the body of `accounts/check`
 * @throws Error when it does not say where the workspace `accountId` is
 */
export function workspaceOf(payload: unknown, accountId: string): Workspace {
  const [found, ...others] = entriesOf(payload).filter(({ id }) => id === accountId);
  if (found === undefined) throw new Error('selected workspace missing from routing discovery');
  if (others.length > 0) throw new Error('duplicate workspace in routing discovery');
  if (found.origin === null) throw new Error('workspace routing discovery missing backend origin');
  const override = OVERRIDES.find((one) => one === found.override);
  if (override === undefined)
    throw new Error('workspace routing discovery has invalid account routing override');
  return {
    name: found.name,
    routing: {
      chatgptAccountId: accountId,
      backendOrigin: httpsOrigin(found.origin),
      accountRoutingOverride: override,
    },
  };
}

interface Entry {
  readonly id: string;
  readonly name: string | null;
  readonly origin: string | null;
  readonly override: string | null;
}

/** One entry that cannot be read makes the whole list one that cannot. */
function entriesOf(payload: unknown): Entry[] {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    throw new Error(DISCOVERY_FAILED);
  const accounts = at(payload, 'accounts');
  if (accounts !== undefined && !Array.isArray(accounts)) throw new Error(DISCOVERY_FAILED);
  return listAt(payload, 'accounts').map((entry) => {
    const id = textOrNull(at(entry, 'id'));
    if (id === null) throw new Error(DISCOVERY_FAILED);
    return {
      id,
      name: textOrNull(at(entry, 'name')),
      origin: textOrNull(at(entry, 'workspace_backend_origin')),
      override: textOrNull(at(entry, 'account_routing_override')),
    };
  });
}

function textOrNull(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new Error(DISCOVERY_FAILED);
  return value;
}

function httpsOrigin(text: string): string {
  if (!canParseUrl(text)) throw new Error('invalid workspace backend URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new Error('workspace backend must use an HTTPS origin without credentials');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new Error('workspace routing discovery must return an origin');
  return url.origin;
}
