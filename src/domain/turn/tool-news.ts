// What a tool of the client's has to tell without having been called. It begins a turn or joins the one that runs, as
// the user's words do; hooks that judge these hear nothing of it. Pure.

import type {
  FunctionCallOutputBody,
  FunctionCallOutputContentItem,
  ThreadItem,
} from '../../protocol/index.js';
import { pictureIn } from '../../util/picture-type.js';
import { DomainError } from '../errors.js';
import type { ModelItem } from '../records.js';
import { textPart, UNPROCESSED } from './part-texts.js';

export interface ToolNews {
  /** The tool, which need not be one that the model is offered. */
  readonly name: string;
  readonly namespace: string | null;
  readonly output: FunctionCallOutputBody;
}

/** Its text, which counts as input does. */
export function textsOfNews({ output }: ToolNews): string[] {
  return typeof output === 'string' ? [output] : output.flatMap(textOfPart);
}

/** @throws DomainError `imageRemote` */
export function assertNoRemotePictures({ output }: ToolNews): void {
  if (typeof output === 'string') return;
  const isRemote = output.some((part) => 'image_url' in part && /^https?:/i.test(part.image_url));
  if (isRemote) throw new DomainError({ code: 'imageRemote' });
}

/** As clients see it. */
export function newsItem({ name, namespace, output }: ToolNews, id: string, at: number): ThreadItem {
  return { type: 'functionCallOutput', id, name, namespace, output, startedAtMs: at, completedAtMs: at };
}

/** As the model reads it: the output of a call that nobody made. */
export function newsForModel({ name, namespace, output }: ToolNews): ModelItem {
  return {
    type: 'function_call_output',
    name,
    ...(namespace === null ? {} : { namespace }),
    output: typeof output === 'string' ? output : output.map(readable),
  };
}

function readable(part: FunctionCallOutputContentItem): unknown {
  if (!('image_url' in part) || !/^data:/i.test(part.image_url)) return part;
  return pictureIn(part.image_url) === null ? textPart(UNPROCESSED) : part;
}

function textOfPart(part: FunctionCallOutputContentItem): string[] {
  return part.type === 'input_text' ? [part.text] : [];
}
