// One thing that changed between two versions, and who cannot go on as before because of it. Pure data.

import type { MethodGroup } from './surface.js';

/** Who has to act before the two versions can be mixed. */
export type Side = 'clients' | 'servers';

/**
 * What happened to one place of a message. `was` and `is` name types; `isLiteral`: the name is a text of the message,
 * not that of a type.
 */
export type Event =
  | { readonly type: 'methodAdded'; readonly isExperimental: boolean }
  | { readonly type: 'methodRemoved' }
  | { readonly type: 'becameExperimental' }
  | { readonly type: 'becameStable' }
  | { readonly type: 'paramsAdded' }
  | { readonly type: 'paramsRemoved' }
  | {
      readonly type: 'memberAdded';
      readonly isRequired: boolean;
      readonly isExperimental: boolean;
      readonly is: string;
    }
  | { readonly type: 'memberRemoved'; readonly wasRequired: boolean }
  | { readonly type: 'becameRequired' }
  | { readonly type: 'becameOptional' }
  | { readonly type: 'becameNullable' }
  | { readonly type: 'neverNull' }
  | { readonly type: 'variantAdded' | 'variantRemoved'; readonly name: string; readonly isLiteral: boolean }
  | { readonly type: 'retyped'; readonly was: string; readonly is: string; readonly effect: Effect };

/** What a change does to the set of values that may be sent. */
export type Effect = 'widens' | 'narrows' | 'both';

/** Who writes the message that a type belongs to. */
export type Sender = 'client' | 'server';

export interface Change {
  readonly event: Event;
  /** `turn/start`, or a definition with the way into it: `ThreadItem:commandExecution.exitCode`. */
  readonly place: string;
  /** The last member of `place`; null for methods and variants. */
  readonly member: string | null;
  /** The method itself, or the messages that carry the definition, such as `thread/read result`. */
  readonly usedBy: readonly string[];
  readonly group: MethodGroup | null;
  /** Who writes it; `null` for methods. */
  readonly sender: Sender | null;
  /** Empty: nobody has to act. */
  readonly breaks: readonly Side[];
}

/** Who cannot go on: whoever reads what it does not know, or no longer writes what is wanted. */
export function brokenBy(event: Event, sender: Sender): Side[] {
  const [writers, readers]: [Side, Side] =
    sender === 'client' ? ['clients', 'servers'] : ['servers', 'clients'];
  switch (event.type) {
    case 'memberAdded':
      return event.isRequired ? [writers] : [];
    case 'memberRemoved':
      // Nobody reads any more what clients write: their wish is lost without a word.
      if (sender === 'client') return event.wasRequired ? ['servers'] : ['clients'];
      return event.wasRequired ? [readers] : [];
    case 'becameRequired':
    case 'neverNull':
    case 'variantRemoved':
      return [writers];
    case 'becameOptional':
    case 'becameNullable':
    case 'variantAdded':
      return [readers];
    case 'becameExperimental':
      return sender === 'client' ? [writers] : [];
    case 'retyped':
      if (event.effect === 'both') return [writers, readers];
      return [event.effect === 'widens' ? readers : writers];
    default:
      return [];
  }
}
