// What both ways of having agents need of what is around them.

import type { Behaviour } from '../behaviour.js';
import type { SubscriberHub } from '../hub/hub.js';
import type { ModelCatalog, ThreadStore } from '../ports.js';
import type { LiveThreadImpl } from '../thread/live-thread.js';
import type { ThreadRegistry } from '../thread/registry.js';
import type { ThreadLoader } from '../thread/thread-loader.js';
import type { AgentConfiguration } from './agent-ports.js';
import type { Nicknames } from './nicknames.js';

export interface AgentSurroundings {
  readonly registry: ThreadRegistry;
  readonly loader: ThreadLoader;
  readonly hub: SubscriberHub;
  readonly store: ThreadStore;
  readonly catalog: ModelCatalog;
  readonly behaviour: Behaviour;
  readonly configuration: AgentConfiguration;
  readonly nicknames: Nicknames;
  /** From 0 to 1. */
  random(): number;
  unload(thread: LiveThreadImpl): Promise<void>;
}
