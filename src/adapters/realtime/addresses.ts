// Where a speaking model is reached. Pure.

import { type SpokenCall, SpokenProblem } from '../../domain/realtime/spoken-ports.js';

const DEFAULT_MODEL = 'gpt-realtime-1.5';

export interface AddressParts extends Pick<SpokenCall, 'generation'> {
  readonly baseUrl: string;
  /** Null: whichever the server takes, where older versions leave it to that. */
  readonly model: string | null;
  readonly isOlder: boolean;
  readonly queryParams: Readonly<Record<string, string>>;
}

/** Of the WebSocket: below the base, which need not say so. */
export function socketUrl(parts: AddressParts): string {
  const url = base(parts.baseUrl, parts.queryParams);
  const isFirst = parts.generation === 'v1';
  if (isFirst) url.searchParams.set('intent', 'quicksilver');
  const model = parts.model ?? (parts.isOlder ? null : DEFAULT_MODEL);
  if (model !== null) url.searchParams.set('model', model);
  return url.href;
}

/** Of the WebSocket beside a call whose sound goes another way. */
export function besideCallUrl(parts: Pick<AddressParts, 'baseUrl' | 'queryParams'>, callId: string): string {
  const url = base(parts.baseUrl, parts.queryParams);
  url.searchParams.set('intent', 'quicksilver');
  url.searchParams.set('call_id', callId);
  return url.href;
}

export function callsUrl(baseUrl: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/realtime/calls?intent=quicksilver&architecture=avas`;
}

/** @throws SpokenProblem for what is no address of a WebSocket, in the words of the real 0.118.0 */
function base(baseUrl: string, queryParams: Readonly<Record<string, string>>): URL {
  if (!URL.canParse(baseUrl)) {
    const why = baseUrl.includes('://') ? 'empty host' : 'relative URL without a base';
    throw unusable(`failed to parse realtime api_url: ${why}`);
  }
  const scheme = new URL(baseUrl).protocol.slice(0, -1);
  if (!/^(?:http|ws)s?$/.test(scheme)) throw unusable(`unsupported realtime api_url scheme: ${scheme}`);
  const url = new URL(baseUrl.replace(/^http/i, 'ws'));
  const path = url.pathname.replace(/\/+$/, '');
  if (path === '') url.pathname = '/v1/realtime';
  else url.pathname = path.endsWith('/v1') ? `${path}/realtime` : path;
  for (const [name, value] of Object.entries(queryParams)) url.searchParams.set(name, value);
  return url;
}

function unusable(why: string): SpokenProblem {
  return new SpokenProblem(`stream disconnected before completion: ${why}`);
}
