// Input that waits in a queue holds what it needs by itself: files may be gone when its turn comes.

import type { UserInput } from '../../protocol/index.js';
import { DomainError } from '../errors.js';
import type { AttachmentReader } from '../ports.js';
import { assertInputSize, complete } from '../turn/user-content.js';

/** @throws DomainError `queueInputMissing` | `inputTooLarge` | `queueAttachmentInvalid` */
export async function selfContained(
  input: readonly UserInput[],
  files: AttachmentReader,
): Promise<UserInput[]> {
  if (input.length === 0) throw new DomainError({ code: 'queueInputMissing' });
  assertInputSize(input);
  const whole: UserInput[] = [];
  for (const part of input) whole.push(await wholePart(complete(part), files));
  return whole;
}

async function wholePart(part: UserInput, files: AttachmentReader): Promise<UserInput> {
  if (part.type === 'localImage') {
    const image = await files.view(part.path);
    if ('dataUrl' in image) return { type: 'image', detail: part.detail ?? null, url: image.dataUrl };
    throw invalid(image.problem === 'unsupported' ? `unsupported image \`${image.detail}\`` : image.detail);
  }
  if (part.type === 'localAudio') {
    const sound = await files.sound(part.path);
    if ('dataUrl' in sound) return { type: 'audio', url: sound.dataUrl };
    throw invalid(sound.problem ?? 'unsupported audio format');
  }
  return part;
}

function invalid(problem: string): DomainError {
  return new DomainError({ code: 'queueAttachmentInvalid', problem });
}
