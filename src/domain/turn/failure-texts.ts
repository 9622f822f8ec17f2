// The sentences a failed request to the model is reported with, to the letter as measured on the real servers.
// Pure wording: failure.ts decides which one applies.

import type { Behaviour } from '../behaviour.js';
import type { ModelFailure } from '../ports.js';

type HttpFailure = Extract<ModelFailure, { kind: 'http' }>;

export const CONTEXT_WINDOW_EXCEEDED =
  "Codex ran out of room in the model's context window. Start a new thread or clear earlier history before retrying.";
export const MODEL_AT_CAPACITY = 'Selected model is at capacity. Please try a different model.';
export const UPLOADED_AUDIO_UNHEARD =
  'unsupported operation: The selected model does not support uploaded audio. Choose an audio-capable model or remove the attachment.';
export const QUOTA_EXCEEDED = 'Quota exceeded. Check your plan and billing details.';
export const USAGE_NOT_INCLUDED =
  'To use Codex with your ChatGPT plan, upgrade to Plus: https://chatgpt.com/explore/plus.';

export function highDemand(behaviour: Behaviour): string {
  return quoted(
    "We're currently experiencing high demand, which may cause temporary errors.",
    behaviour.typographicApostrophes,
  );
}

export function retryLimitExceeded(failure: HttpFailure): string {
  return `exceeded retry limit, last status: ${statusLine(failure)}`;
}

export function disconnected(cause: string): string {
  return `stream disconnected before completion: ${cause}`;
}

export function connectionCause(failure: { message: string; url: string }, behaviour: Behaviour): string {
  return behaviour.connectionErrorNamesUrl
    ? `error sending request for url (${failure.url})`
    : 'error sending request';
}

/** For every status that has no sentence of its own. */
export function unexpectedStatus(failure: HttpFailure): string {
  if (failure.status === 403 && /cloudflare/i.test(failure.body) && /blocked/i.test(failure.body)) {
    return `Access blocked by Cloudflare. This usually happens when connecting from a restricted region (status ${statusLine(failure)}), url: ${failure.url}`;
  }
  const ray = failure.headers['cf-ray'];
  const requestId = failure.headers['x-request-id'];
  return [
    `unexpected status ${statusLine(failure)}: ${bodyMessage(failure.body)}`,
    `url: ${failure.url}`,
    ...(ray === undefined ? [] : [`cf-ray: ${ray}`]),
    ...(requestId === undefined ? [] : [`request id: ${requestId}`]),
  ].join(', ');
}

export interface UsageLimit {
  planType: string | null;
  /** Unix seconds. */
  resetsAt: number | null;
  promo: string | null;
}

/** What the user is told when the plan's allowance is used up; `now` in unix milliseconds. */
export function usageLimitReached(limit: UsageLimit, now: number, behaviour: Behaviour): string {
  const start = quoted("You've hit your usage limit.", behaviour.typographicApostrophes);
  const advice = usageAdvice(limit, behaviour);
  const when =
    limit.resetsAt === null ? 'again later.' : `again at ${resetTime(limit.resetsAt * 1000, now)}.`;
  if (advice === null) return `${start} Try ${when}`;
  return `${start} ${advice.text}${advice.comma ? ',' : ''} or try ${when}`;
}

function usageAdvice(limit: UsageLimit, behaviour: Behaviour): { text: string; comma: boolean } | null {
  if (limit.promo !== null) return { text: limit.promo, comma: true };
  const purchase = `isit ${behaviour.usageSettingsUrl} to purchase more credits`;
  switch (limit.planType ?? '') {
    case 'free':
    case 'go':
      return {
        text: 'Upgrade to Plus to continue using Codex (https://chatgpt.com/explore/plus)',
        comma: true,
      };
    case 'plus':
      return { text: `Upgrade to Pro (https://chatgpt.com/explore/pro), v${purchase}`, comma: false };
    case 'pro':
      return { text: `V${purchase}`, comma: false };
    case 'team':
    case 'business':
      return { text: 'To get more access now, send a request to your admin', comma: false };
    default:
      return null;
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Local time of day, with the date when it is another day than `now`. */
function resetTime(at: number, now: number): string {
  const date = new Date(at);
  const hours = date.getHours();
  const time = `${hours % 12 === 0 ? 12 : hours % 12}:${String(date.getMinutes()).padStart(2, '0')} ${hours < 12 ? 'AM' : 'PM'}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${MONTHS[date.getMonth()]} ${ordinal(date.getDate())}, ${date.getFullYear()} ${time}`;
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return `${day}th`;
  const suffix = ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
  return `${day}${suffix}`;
}

function statusLine(failure: HttpFailure): string {
  const reason = REASONS[failure.status] ?? '<unknown status code>';
  return `${failure.status} ${reason}`;
}

// The provider's own reason phrase is not shown: HTTP/2 has none, so the real server prints the canonical one.
const REASONS: Readonly<Record<number, string>> = {
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  417: 'Expectation Failed',
  418: "I'm a teapot",
  421: 'Misdirected Request',
  422: 'Unprocessable Entity',
  423: 'Locked',
  424: 'Failed Dependency',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  507: 'Insufficient Storage',
  508: 'Loop Detected',
  510: 'Not Extended',
  511: 'Network Authentication Required',
};

/** `error.message` of a JSON body, else the body itself. */
function bodyMessage(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'error' in parsed) {
      const error = parsed.error;
      if (typeof error === 'object' && error !== null && 'message' in error) {
        if (typeof error.message === 'string') return error.message;
      }
    }
  } catch {
    // Not JSON: the body speaks for itself.
  }
  return body.trim() === '' ? 'Unknown error' : body;
}

function quoted(text: string, typographic: boolean): string {
  return typographic ? text.replaceAll("'", '’') : text;
}
