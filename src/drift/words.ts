// A change in words a client's or server's author can act on. One sentence each, no full stop.

import type { Change, Event } from './change.js';

/** What happened, said of `change.place`. Of variants, all that came or went there: its own name by default. */
export function sentenceOf(change: Change, names: readonly string[] = namesIn(change)): string {
  const { event, sender, group } = change;
  const isAsked = group === 'serverRequest';
  switch (event.type) {
    case 'methodAdded':
      if (isAsked) return 'is new: clients are asked this and must answer or refuse';
      return event.isExperimental ? 'is new (experimental)' : 'is new';
    case 'methodRemoved':
      return group === 'notification' ? 'is not sent any more' : 'is gone';
    case 'becameExperimental':
      return 'needs capabilities.experimentalApi now';
    case 'becameStable':
      return 'no longer needs capabilities.experimentalApi';
    case 'paramsAdded':
      return 'takes params now';
    case 'paramsRemoved':
      return 'takes no params any more';
    default:
      return valueSentence(event, sender === 'client', names.join(', '));
  }
}

function valueSentence(
  event: Exclude<
    Event,
    { type: `method${string}` | `params${string}` | 'becameExperimental' | 'becameStable' }
  >,
  isSent: boolean,
  names: string,
): string {
  switch (event.type) {
    case 'memberAdded': {
      const kind = `${event.is}${event.isExperimental ? ', experimental' : ''}`;
      if (!event.isRequired) return `is new and optional (${kind})`;
      return isSent ? `is new and must be sent (${kind})` : `is new and always there (${kind})`;
    }
    case 'memberRemoved':
      if (isSent) return 'is gone: what clients send here has no effect';
      return event.wasRequired ? 'is gone, and was always there' : 'is gone';
    case 'becameRequired':
      return isSent ? 'must be sent now' : 'is always there now';
    case 'becameOptional':
      return isSent ? 'may be left out now' : 'may be absent or null now';
    case 'becameNullable':
      return 'may be null now';
    case 'neverNull':
      return isSent ? 'may not be null any more' : 'is never null now';
    case 'variantAdded':
      return isSent ? `takes ${names} too` : `may be ${names} now`;
    case 'variantRemoved':
      return isSent ? `takes ${names} no more` : `is never ${names} any more`;
    case 'retyped':
      return `was ${event.was}, is ${event.is}`;
  }
}

/** The variant that came or went, as it is shown; nothing for other changes. */
export function namesIn({ event }: Change): string[] {
  if (!('name' in event)) return [];
  return [event.isLiteral ? `"${event.name}"` : event.name];
}

/** Where it is met, short: three messages and how many more. */
export function usesOf({ usedBy, group }: Change): string {
  if (group !== null || usedBy.length === 0) return '';
  const [shown, more] = [usedBy.slice(0, 3), usedBy.length - 3];
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
