// `astc thread-decrement-elicitation THREAD_ID`: one person less is being waited for.

import { countCommand } from '../elicitation/count.js';

export const command = countCommand('thread/decrement_elicitation');
