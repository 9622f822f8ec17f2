// What a turn is started with.

import type { UserInput } from '../../protocol/index.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import type { ToolNews } from './tool-news.js';

/** What a turn is about: words of the user, or what a tool of the client tells. */
export type QueuedInput = UserWords | ToolNews;

/** One message of the user, as a client sent it. */
interface UserWords {
  readonly content: readonly UserInput[];
  /** The client's own id of the message, echoed in the item. */
  readonly clientId: string | null;
}

export interface TurnSpec {
  readonly turnId: string;
  /** The turn on whose behalf it runs; itself by default. */
  readonly rootTurnId?: string | undefined;
  /** Changed at most by `adjust`, for what the turn has not done yet. */
  settings: ThreadSettings;
  /** JSON schema the final answer must follow; null for free text. */
  readonly outputSchema: unknown;
  /** As of ModelRequest; absent: no. */
  readonly isSchemaLoose?: boolean;
  /** What the model alone is told before the input. */
  readonly opening?: readonly ModelItem[];
  /** Empty for a turn without a user message. */
  readonly input: readonly QueuedInput[];
}

export function isToolNews(input: QueuedInput): input is ToolNews {
  return 'output' in input;
}
