// Reads the state of the account's limits from the headers of a provider's answer.

import type { RateLimitSnapshot } from '../../protocol/index.js';

type Window = NonNullable<RateLimitSnapshot['primary']>;
type Credits = NonNullable<RateLimitSnapshot['credits']>;

/** What the headers say; members they do not mention are null. */
export function rateLimitsOf(headers: Headers): RateLimitSnapshot {
  return {
    limitId: 'codex',
    limitName: headers.get('x-codex-limit-name'),
    normalModelSlug: null,
    primary: windowOf(headers, 'x-codex-primary'),
    secondary: windowOf(headers, 'x-codex-secondary'),
    credits: creditsOf(headers),
    individualLimit: null,
    spendControlReached: null,
    planType: null,
    rateLimitReachedType: null,
  };
}

function windowOf(headers: Headers, prefix: string): Window | null {
  const usedPercent = numberOf(headers, `${prefix}-used-percent`);
  if (usedPercent === null) return null;
  return {
    usedPercent: Math.round(usedPercent),
    windowDurationMins: numberOf(headers, `${prefix}-window-minutes`),
    resetsAt: numberOf(headers, `${prefix}-reset-at`),
  };
}

function creditsOf(headers: Headers): Credits | null {
  const hasCredits = booleanOf(headers, 'x-codex-credits-has-credits');
  const unlimited = booleanOf(headers, 'x-codex-credits-unlimited');
  if (hasCredits === null || unlimited === null) return null;
  return { hasCredits, unlimited, balance: headers.get('x-codex-credits-balance') };
}

function numberOf(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  if (text === null || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function booleanOf(headers: Headers, name: string): boolean | null {
  switch (headers.get(name)?.toLowerCase() ?? '') {
    case 'true':
    case '1':
      return true;
    case 'false':
    case '0':
      return false;
    default:
      return null;
  }
}
