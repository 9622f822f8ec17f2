// What the real servers made of every failure of the model: words and codes, and how often they asked again.

import type { ModelFailure, ModelRetryPolicy } from '../../../src/domain/ports.js';

export const URL = 'http://127.0.0.1:1/v1/responses';
export const NOW = new Date(2026, 10, 23, 12, 29).getTime();
export const never: ModelRetryPolicy = { requestMaxRetries: 0, streamMaxRetries: 0, streamIdleTimeoutMs: 1 };
export const twice: ModelRetryPolicy = { requestMaxRetries: 2, streamMaxRetries: 2, streamIdleTimeoutMs: 1 };

export function http(status: number, body: unknown, headers: Record<string, string> = {}): ModelFailure {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { kind: 'http', status, reason: '', body: text, url: URL, headers, rateLimits: null };
}

export function failed(code: string | null, message = ''): ModelFailure {
  return { kind: 'failed', code, message };
}

const usage = (plan: string | null, resetsAt: number | null = null): ModelFailure =>
  http(429, { error: { type: 'usage_limit_reached', plan_type: plan, resets_at: resetsAt } });

const march2030 = new Date(2030, 2, 17, 17, 46).getTime() / 1000;
const laterToday = new Date(2026, 10, 23, 14, 29).getTime() / 1000;

const limit = 'hit your usage limit.';
const statusInfo = (httpStatusCode: number) => ({ httpConnectionFailed: { httpStatusCode } });
const disconnected = 'stream disconnected before completion: ';

/** What ends a turn when nothing is tried again: text and info of 0.118.0, then of 0.169.0 where they differ. */
export const finals: [string, ModelFailure, [string, unknown], [string, unknown]?][] = [
  [
    '400 shows the raw body',
    http(400, '{"error":{"message":"Bad"}}'),
    ['{"error":{"message":"Bad"}}', 'other'],
  ],
  ['400 with an empty body', http(400, ''), ['', 'other']],
  [
    '401 names status, message and url',
    http(401, { error: { message: 'bad key' } }),
    [`unexpected status 401 Unauthorized: bad key, url: ${URL}`, 'other'],
    [`unexpected status 401 Unauthorized: bad key, url: ${URL}`, statusInfo(401)],
  ],
  [
    '422 without an error member shows the body',
    http(422, { detail: 'unprocessable' }),
    [`unexpected status 422 Unprocessable Entity: {"detail":"unprocessable"}, url: ${URL}`, 'other'],
    [`unexpected status 422 Unprocessable Entity: {"detail":"unprocessable"}, url: ${URL}`, statusInfo(422)],
  ],
  [
    '403 of Cloudflare',
    http(403, '<html><body>Cloudflare blocked</body></html>'),
    [
      `Access blocked by Cloudflare. This usually happens when connecting from a restricted region (status 403 Forbidden), url: ${URL}`,
      'other',
    ],
    [
      `Access blocked by Cloudflare. This usually happens when connecting from a restricted region (status 403 Forbidden), url: ${URL}`,
      statusInfo(403),
    ],
  ],
  [
    '404 with an empty body',
    http(404, ''),
    [`unexpected status 404 Not Found: Unknown error, url: ${URL}`, 'other'],
    [`unexpected status 404 Not Found: Unknown error, url: ${URL}`, statusInfo(404)],
  ],
  [
    '404 with ids of the request',
    http(404, { error: { message: 'no route' } }, { 'x-request-id': 'req-123', 'cf-ray': 'ray-1' }),
    [`unexpected status 404 Not Found: no route, url: ${URL}, cf-ray: ray-1, request id: req-123`, 'other'],
    [
      `unexpected status 404 Not Found: no route, url: ${URL}, cf-ray: ray-1, request id: req-123`,
      statusInfo(404),
    ],
  ],
  [
    '429',
    http(429, { error: { message: 'slow down' } }),
    [
      'exceeded retry limit, last status: 429 Too Many Requests',
      { responseTooManyFailedAttempts: { httpStatusCode: 429 } },
    ],
  ],
  [
    'usage limit, plus plan',
    usage('plus', march2030),
    [
      `You've ${limit} Upgrade to Pro (https://chatgpt.com/explore/pro), visit https://chatgpt.com/codex/settings/usage to purchase more credits or try again at Mar 17th, 2030 5:46 PM.`,
      'usageLimitExceeded',
    ],
    [
      `You’ve ${limit} Upgrade to Pro (https://chatgpt.com/explore/pro), visit https://chatgpt.com/settings/usage to purchase more credits or try again at Mar 17th, 2030 5:46 PM.`,
      'usageLimitExceeded',
    ],
  ],
  [
    'usage limit, free plan',
    usage('free'),
    [
      `You've ${limit} Upgrade to Plus to continue using Codex (https://chatgpt.com/explore/plus), or try again later.`,
      'usageLimitExceeded',
    ],
    [
      `You’ve ${limit} Upgrade to Plus to continue using Codex (https://chatgpt.com/explore/plus), or try again later.`,
      'usageLimitExceeded',
    ],
  ],
  [
    'usage limit, team plan, reset later today',
    usage('team', laterToday),
    [
      `You've ${limit} To get more access now, send a request to your admin or try again at 2:29 PM.`,
      'usageLimitExceeded',
    ],
    [
      `You’ve ${limit} To get more access now, send a request to your admin or try again at 2:29 PM.`,
      'usageLimitExceeded',
    ],
  ],
  [
    'usage limit, pro plan',
    usage('pro', march2030),
    [
      `You've ${limit} Visit https://chatgpt.com/codex/settings/usage to purchase more credits or try again at Mar 17th, 2030 5:46 PM.`,
      'usageLimitExceeded',
    ],
    [
      `You’ve ${limit} Visit https://chatgpt.com/settings/usage to purchase more credits or try again at Mar 17th, 2030 5:46 PM.`,
      'usageLimitExceeded',
    ],
  ],
  [
    'usage limit, no plan',
    usage(null),
    [`You've ${limit} Try again later.`, 'usageLimitExceeded'],
    [`You’ve ${limit} Try again later.`, 'usageLimitExceeded'],
  ],
  [
    'usage limit with a promotion',
    http(
      429,
      { error: { type: 'usage_limit_reached', plan_type: 'plus' } },
      { 'x-codex-promo-message': 'Buy more!' },
    ),
    [`You've ${limit} Buy more!, or try again later.`, 'usageLimitExceeded'],
    [`You’ve ${limit} Buy more!, or try again later.`, 'usageLimitExceeded'],
  ],
  [
    'usage not included',
    http(429, { error: { type: 'usage_not_included' } }),
    [
      'To use Codex with your ChatGPT plan, upgrade to Plus: https://chatgpt.com/explore/plus.',
      'usageLimitExceeded',
    ],
  ],
  [
    '429 insufficient_quota',
    http(429, { error: { type: 'insufficient_quota' } }),
    [
      'exceeded retry limit, last status: 429 Too Many Requests',
      { responseTooManyFailedAttempts: { httpStatusCode: 429 } },
    ],
    ['Quota exceeded. Check your plan and billing details.', 'usageLimitExceeded'],
  ],
  [
    '500',
    http(500, { error: { message: 'boom' } }),
    ["We're currently experiencing high demand, which may cause temporary errors.", 'internalServerError'],
    ['We’re currently experiencing high demand, which may cause temporary errors.', 'internalServerError'],
  ],
  [
    '502',
    http(502, 'bad gateway'),
    [`unexpected status 502 Bad Gateway: bad gateway, url: ${URL}`, 'other'],
    [`unexpected status 502 Bad Gateway: bad gateway, url: ${URL}`, statusInfo(502)],
  ],
  [
    '529',
    http(529, { error: { message: 'odd' } }),
    [`unexpected status 529 <unknown status code>: odd, url: ${URL}`, 'other'],
    [`unexpected status 529 <unknown status code>: odd, url: ${URL}`, statusInfo(529)],
  ],
  [
    '503 server_is_overloaded',
    http(503, { error: { code: 'server_is_overloaded' } }),
    ['Selected model is at capacity. Please try a different model.', 'serverOverloaded'],
  ],
  [
    '503 slow_down',
    http(503, { error: { code: 'slow_down', message: 'slow' } }),
    ['Selected model is at capacity. Please try a different model.', 'serverOverloaded'],
    ['rate limit exceeded: slow', 'rateLimitExceeded'],
  ],
  [
    'a request that broke before the answer',
    { kind: 'connection', message: 'other side closed', url: URL, refused: false },
    [`${disconnected}error sending request for url (${URL})`, 'other'],
    [`${disconnected}error sending request`, 'other'],
  ],
  [
    'a stream that ends early',
    { kind: 'stream', message: 'stream closed before response.completed' },
    [`${disconnected}stream closed before response.completed`, 'other'],
  ],
  ['a stream that falls silent', { kind: 'idle' }, [`${disconnected}idle timeout waiting for SSE`, 'other']],
  ['failed: server_error', failed('server_error', 'an error.'), [`${disconnected}an error.`, 'other']],
  ['failed: unknown code', failed('mystery', 'what'), [`${disconnected}what`, 'other']],
  ['failed: no error at all', failed(null), [`${disconnected}response.failed event received`, 'other']],
  [
    'failed: context_length_exceeded',
    failed('context_length_exceeded', 'too long'),
    [
      "Codex ran out of room in the model's context window. Start a new thread or clear earlier history before retrying.",
      'contextWindowExceeded',
    ],
  ],
  [
    'failed: insufficient_quota',
    failed('insufficient_quota', 'quota'),
    ['Quota exceeded. Check your plan and billing details.', 'usageLimitExceeded'],
  ],
  [
    'failed: usage_not_included',
    failed('usage_not_included', 'no'),
    [
      'To use Codex with your ChatGPT plan, upgrade to Plus: https://chatgpt.com/explore/plus.',
      'usageLimitExceeded',
    ],
  ],
  [
    'failed: invalid_prompt',
    failed('invalid_prompt', 'Invalid prompt: no.'),
    ['Invalid prompt: no.', 'other'],
  ],
  ['failed: invalid_prompt without words', failed('invalid_prompt'), ['Invalid request.', 'other']],
  [
    'failed: server_is_overloaded',
    failed('server_is_overloaded', 'busy'),
    ['Selected model is at capacity. Please try a different model.', 'serverOverloaded'],
  ],
  [
    'failed: slow_down',
    failed('slow_down', 'busy'),
    ['Selected model is at capacity. Please try a different model.', 'serverOverloaded'],
    ['rate limit exceeded: busy', 'rateLimitExceeded'],
  ],
  [
    'failed: rate_limit_exceeded',
    failed('rate_limit_exceeded', 'Rate limit reached.'),
    [`${disconnected}Rate limit reached.`, 'other'],
    ['rate limit exceeded: Rate limit reached.', 'rateLimitExceeded'],
  ],
  [
    'failed: cyber_policy',
    failed('cyber_policy', 'policy'),
    [`${disconnected}policy`, 'other'],
    ['policy', 'cyberPolicy'],
  ],
  [
    'incomplete: max_output_tokens',
    { kind: 'incomplete', reason: 'max_output_tokens' },
    [`${disconnected}Incomplete response returned, reason: max_output_tokens`, 'other'],
    ['Incomplete response returned, reason: max_output_tokens', 'other'],
  ],
  [
    'incomplete: content_filter',
    { kind: 'incomplete', reason: 'content_filter' },
    [`${disconnected}Incomplete response returned, reason: content_filter`, 'other'],
  ],
];

/** How often a failure that never goes away is asked for, with two retries of either kind. */
export const requests: [string, ModelFailure, { oldest: number; newest: number }][] = [
  ['400', http(400, ''), { oldest: 1, newest: 1 }],
  ['401', http(401, ''), { oldest: 3, newest: 3 }],
  ['404', http(404, ''), { oldest: 3, newest: 3 }],
  ['429', http(429, ''), { oldest: 1, newest: 1 }],
  ['429 with retry-after', http(429, '', { 'retry-after': '1' }), { oldest: 1, newest: 3 }],
  ['usage limit', usage('plus'), { oldest: 1, newest: 1 }],
  ['500', http(500, ''), { oldest: 9, newest: 9 }],
  ['502', http(502, ''), { oldest: 9, newest: 9 }],
  [
    '503 server_is_overloaded',
    http(503, { error: { code: 'server_is_overloaded' } }),
    { oldest: 3, newest: 3 },
  ],
  [
    'a broken request',
    { kind: 'connection', message: '', url: URL, refused: false },
    { oldest: 9, newest: 9 },
  ],
  ['a cut stream', { kind: 'stream', message: 'cut' }, { oldest: 3, newest: 3 }],
  ['silence', { kind: 'idle' }, { oldest: 3, newest: 3 }],
  ['failed: server_error', failed('server_error', 'x'), { oldest: 3, newest: 3 }],
  ['failed: context_length_exceeded', failed('context_length_exceeded'), { oldest: 1, newest: 1 }],
  ['failed: rate_limit_exceeded', failed('rate_limit_exceeded', 'x'), { oldest: 3, newest: 3 }],
  ['failed: invalid_prompt', failed('invalid_prompt', 'x'), { oldest: 1, newest: 1 }],
  [
    'incomplete: max_output_tokens',
    { kind: 'incomplete', reason: 'max_output_tokens' },
    { oldest: 3, newest: 1 },
  ],
];
