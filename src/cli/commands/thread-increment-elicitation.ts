// `astc thread-increment-elicitation THREAD_ID`: one person more is being waited for.

import { countCommand } from '../elicitation/count.js';

export const command = countCommand('thread/increment_elicitation');
