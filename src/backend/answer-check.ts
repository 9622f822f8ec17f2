// Reads HTTP answers, rate limits and conditions on headers: what replies and logins have in common.

import type { HttpAnswer, HttpError, RateLimits, RateLimitWindow } from './script-answers.js';
import {
  anything,
  flag,
  name,
  number,
  object,
  type Read,
  record,
  recordOf,
  refuse,
  text,
} from './script-reader.js';

export const percentWindow = object<RateLimitWindow>(
  {
    usedPercent: number('a percentage', 0),
    windowMinutes: number('a number of minutes', 0, true),
    resetsAt: number('a time in seconds', 0, true),
  },
  ['usedPercent'],
);

export const credits = object<NonNullable<RateLimits['credits']>>(
  { hasCredits: flag, unlimited: flag, balance: text },
  ['hasCredits', 'unlimited'],
);

export const rateLimits = object<RateLimits>({
  primary: percentWindow,
  secondary: percentWindow,
  credits,
  limit: name,
  limitName: name,
});

/** An HTTP status that is not below `least`. */
export const status =
  (least: number): Read<number> =>
  (place) => {
    const value = number('a status', least, true)(place);
    return value !== undefined && value > 599 ? refuse(place, 'a status of at most 599') : value;
  };

export const httpError = object<HttpError>({
  status: status(400),
  type: name,
  code: name,
  message: text,
  extra: record,
  body: anything,
  retryAfter: number('a number of seconds', 0),
});

export const httpAnswer = object<HttpAnswer>({ status: status(200), contentType: name, body: anything });

export const headerCondition = recordOf<string | boolean>((place) =>
  typeof place.value === 'boolean' ? place.value : text(place),
);

/** How often something serves: a count, or `always`. */
export const times: Read<number> = (place) =>
  place.value === 'always' ? Number.POSITIVE_INFINITY : number('"always" or a count', 1, true)(place);
