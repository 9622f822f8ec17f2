// How what the agent says reaches the model that speaks: as the client who began the conversation wished. Pure.

import type { Manner } from './spoken-event.js';
import type { SpokenMessage } from './spoken-ports.js';
import {
  appended,
  type Channel,
  context,
  finalWords,
  fromAgent,
  markedAsAgents,
  NO_HANDOFF,
  written,
} from './spoken-words.js';

export interface Relay {
  /** Clients pass it on themselves. */
  readonly isClientManaged: boolean;
  /** As items of the conversation, which nobody is to answer. */
  readonly asItems: boolean;
  /** Stands before each item. */
  readonly itemPrefix: string | null;
  /** Of the third generation; null: none. */
  channelOf(text: string): Channel | null;
}

interface Wishes {
  readonly clientManagedHandoffs?: boolean | null;
  readonly codexResponsesAsItems?: boolean | null;
  readonly codexResponseItemPrefix?: string | null;
  readonly codexResponseHandoffMode?: 'thinking' | 'commentary' | 'bemTags' | null;
  readonly codexResponseHandoffChannelPrefixes?: Readonly<Record<string, readonly string[]>> | null;
}

/** What begins with one of these is not for the user; a client may name others instead. */
const PREFIXES = { analysis: ['[ANALYSIS]'], commentary: ['[COMMENTARY]'] };

export function relayOf(wishes: Wishes): Relay {
  const { analysis, commentary } = { ...PREFIXES, ...wishes.codexResponseHandoffChannelPrefixes };
  const prefixes = [...analysis, ...commentary].filter((prefix) => prefix !== '');
  const isAside = (text: string): boolean => prefixes.some((prefix) => text.startsWith(prefix));
  const mode = wishes.codexResponseHandoffMode;
  return {
    isClientManaged: wishes.clientManagedHandoffs === true,
    asItems: wishes.codexResponsesAsItems === true,
    itemPrefix: wishes.codexResponseItemPrefix ?? null,
    channelOf: (text) => {
      if (mode === 'bemTags') return isAside(text) ? 'commentary' : 'speakable';
      return mode === 'commentary' ? 'commentary' : null;
    },
  };
}

/** `handoffId`: the request it is about; null: none. */
export function relayed(
  manner: Manner,
  relay: Relay,
  { text, isFinal, handoffId }: { text: string; isFinal: boolean; handoffId: string | null },
): SpokenMessage {
  const { generation } = manner;
  const channel = relay.channelOf(text);
  if (relay.asItems && !manner.isOlder) {
    const said = generation === 'v2' ? markedAsAgents(text) : text;
    const item = relay.itemPrefix === null ? said : `${relay.itemPrefix}\n\n${said}`;
    return generation === 'v3' ? context(item, { channel }) : written(manner, 'developer', item);
  }
  if (generation === 'v3') return context(text, { channel, handoffId });
  if (generation === 'v2') return fromAgent(manner, text);
  return appended(handoffId ?? NO_HANDOFF, isFinal || manner.isOlder ? finalWords(text) : text);
}
