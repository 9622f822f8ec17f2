// Where a speaking model is reached. Pure.

import { type SpokenCall, SpokenProblem } from '../../domain/realtime/spoken-ports.js';
import { canParseUrl } from '../../util/url.js';

type Generation = SpokenCall['generation'];

const DEFAULT_MODELS = { v1: 'gpt-realtime-1.5', v2: 'gpt-realtime-1.5', v3: 'gpt-live-1-codex' };

export interface AddressParts {
  readonly generation: Generation;
  readonly baseUrl: string;
  readonly queryParams: Readonly<Record<string, string>>;
}

export function defaultModel(generation: Generation): string {
  return DEFAULT_MODELS[generation];
}

/** Of the WebSocket: below the base, which need not say so. `model`: null where it is left to the other side. */
export function socketUrl(parts: AddressParts, model: string | null): string {
  const url = base(parts);
  if (parts.generation === 'v1') url.searchParams.set('intent', 'quicksilver');
  if (model !== null) url.searchParams.set('model', model);
  return url.href;
}

/** Of the WebSocket beside a call whose sound goes another way. */
export function besideCallUrl(parts: AddressParts, callId: string): string {
  const url = base(parts);
  if (parts.generation === 'v3') {
    url.pathname += `/${encodeURIComponent(callId)}`;
    return url.href;
  }
  url.searchParams.set('intent', 'quicksilver');
  url.searchParams.set('call_id', callId);
  return url.href;
}

export function callsUrl(baseUrl: string, generation: Generation): string {
  const room = generation === 'v3' ? 'live' : 'realtime/calls?intent=quicksilver&architecture=avas';
  return `${baseUrl.replace(/\/+$/, '')}/${room}`;
}

/** @throws SpokenProblem for what is no address of a WebSocket, in the words of the real 0.118.0 */
function base({ baseUrl, queryParams, generation }: AddressParts): URL {
  if (!canParseUrl(baseUrl)) {
    const why = baseUrl.includes('://') ? 'empty host' : 'relative URL without a base';
    throw unusable(`failed to parse realtime api_url: ${why}`);
  }
  const scheme = new URL(baseUrl).protocol.slice(0, -1);
  if (!/^(?:http|ws)s?$/.test(scheme)) throw unusable(`unsupported realtime api_url scheme: ${scheme}`);
  const url = new URL(baseUrl.replace(/^http/i, 'ws'));
  const path = url.pathname.replace(/\/+$/, '');
  const room = generation === 'v3' ? '/live' : '/realtime';
  if (path === '') url.pathname = `/v1${room}`;
  else url.pathname = path.endsWith('/v1') ? path + room : path.replace(/\/realtime$/, room);
  for (const [name, value] of Object.entries(queryParams)) url.searchParams.set(name, value);
  return url;
}

function unusable(why: string): SpokenProblem {
  return new SpokenProblem(`stream disconnected before completion: ${why}`);
}
