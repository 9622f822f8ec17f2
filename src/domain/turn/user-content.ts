// What the user sent: checked, completed, and as the content parts of a Responses message. Pictures and recordings by path
// are read through a port; one that cannot be read becomes a sentence for the model, never an error.

import type { ImageDetail, TextElement, UserInput } from '../../protocol/index.js';
import { codePoints } from '../../util/code-points.js';
import type { Behaviour } from '../behaviour.js';
import { DomainError } from '../errors.js';
import type { ModelCatalog, ModelFacts, UserFiles } from '../ports.js';
import type { ModelItem } from '../records.js';
import { textPart } from './part-texts.js';
import { assertNoRemotePictures, type ToolNews, textsOfNews } from './tool-news.js';
import type { QueuedInput } from './turn-spec.js';

const UNPROCESSED = 'audio content omitted because it could not be processed';

type Part = Readonly<Record<string, unknown>>;
type LocalImage = Extract<UserInput, { type: 'localImage' }>;

/** How pictures are read, and how closely the model looks at them. */
export interface Sight {
  readonly behaviour: Pick<Behaviour, 'imagesNameDetail'>;
  readonly images: UserFiles;
  readonly detail: ModelFacts['pictureDetail'];
}

export function sightOf(
  { behaviour, images, catalog }: Pick<Sight, 'behaviour' | 'images'> & { readonly catalog: ModelCatalog },
  model: string,
): Sight {
  return { behaviour, images, detail: catalog.facts(model).pictureDetail };
}

/** Longest text a turn takes, in characters over all its text parts together. */
const MOST_INPUT_CHARS = 1_048_576;

/** What a client sends to a thread. */
interface Sent {
  readonly input: readonly UserInput[];
  readonly clientUserMessageId: string | null;
  /** In place of input. */
  readonly toolNews?: ToolNews;
}

/** @throws DomainError `inputTooLarge` | `imageRemote` */
export function assertInput({ input, toolNews }: Sent, behaviour: Behaviour): void {
  assertInputSize(input);
  assertNoRemoteImages(input, behaviour);
  if (toolNews === undefined) return;
  assertSize(textsOfNews(toolNews));
  assertNoRemotePictures(toolNews);
}

/** @throws DomainError `imageRemote` */
export function assertNoRemoteImages(
  input: readonly UserInput[],
  { refusesRemoteImages }: Pick<Behaviour, 'refusesRemoteImages'>,
): void {
  if (refusesRemoteImages && input.some(isRemoteImage)) throw new DomainError({ code: 'imageRemote' });
}

function isRemoteImage(part: UserInput): boolean {
  return part.type === 'image' && 'url' in part && /^https?:/i.test(part.url);
}

/** @throws DomainError `inputTooLarge` */
export function assertInputSize(input: readonly UserInput[]): void {
  assertSize(input.flatMap((part) => (part.type === 'text' ? [part.text] : [])));
}

function assertSize(texts: readonly string[]): void {
  const actualChars = countChars(texts);
  if (actualChars > MOST_INPUT_CHARS) {
    throw new DomainError({ code: 'inputTooLarge', maxChars: MOST_INPUT_CHARS, actualChars });
  }
}

/** What is sent as a message of a turn, with the members that a client may leave out; null: nothing is. */
export function queuedInput({ input, clientUserMessageId, toolNews }: Sent): QueuedInput | null {
  if (toolNews !== undefined) return toolNews;
  return input.length === 0 ? null : { content: input.map(complete), clientId: clientUserMessageId };
}

/** With all members of its kind, and no others. */
export function complete(part: UserInput): UserInput {
  const { type } = part;
  switch (type) {
    case 'text':
      return { type, text: part.text, text_elements: (part.text_elements ?? []).map(textElement) };
    case 'image': {
      const { detail = null } = part;
      return 'url' in part ? { type, detail, url: part.url } : { type, detail, fileId: part.fileId };
    }
    case 'localImage':
      return { type, path: part.path, detail: part.detail ?? null };
    case 'audio':
      return 'url' in part ? { type, url: part.url } : { type, fileId: part.fileId };
    case 'localAudio':
      return { type, path: part.path };
    case 'skill':
    case 'mention':
      return { type, name: part.name, path: part.path };
  }
}

function textElement({ byteRange, placeholder = null }: TextElement): TextElement {
  return { byteRange: { start: byteRange.start, end: byteRange.end }, placeholder };
}

/** Characters over all texts: code points, which are fewer than UTF-16 units, counted only when it matters. */
function countChars(texts: readonly string[]): number {
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  return units <= MOST_INPUT_CHARS ? units : texts.reduce((sum, text) => sum + codePoints(text), 0);
}

/** Without recordings that were uploaded, which only a model that hears can be told of. */
export function withoutUploads(input: readonly UserInput[]): readonly UserInput[] {
  return input.filter((part) => part.type !== 'audio' || 'url' in part);
}

/** Whether building the message waits for the file system. */
export function needsFiles(input: readonly UserInput[]): boolean {
  return input.some(({ type }) => type === 'localImage' || type === 'localAudio');
}

/** The message the model gets when no part names a file; see `userMessage`. */
export function userMessageNow(input: readonly UserInput[], sight: Sight): ModelItem {
  return message(input.flatMap((part) => immediateParts(part, sight)));
}

/** The message the model gets. Skills and mentions are for clients only. */
export async function userMessage(input: readonly UserInput[], sight: Sight): Promise<ModelItem> {
  const parts: Part[] = [];
  let imageNumber = 0;
  let soundNumber = 0;
  for (const part of input) {
    if (part.type === 'localImage') {
      imageNumber += 1;
      parts.push(...(await localImageParts(part, imageNumber, sight)));
    } else if (part.type === 'localAudio') {
      soundNumber += 1;
      parts.push(...(await localSoundParts(part.path, soundNumber, sight)));
    } else {
      if (part.type === 'audio') soundNumber += 1;
      if (part.type === 'image') imageNumber += 1;
      parts.push(...immediateParts(part, sight));
    }
  }
  return message(parts);
}

function immediateParts(part: UserInput, sight: Sight): Part[] {
  switch (part.type) {
    case 'text':
      return [textPart(part.text)];
    case 'image':
      return remoteImageParts(part, sight);
    case 'audio':
      return [soundPart('url' in part ? { audio_url: part.url } : { file_id: part.fileId })];
    // Skills and mentions are for clients.
    case 'localImage':
    case 'localAudio':
    case 'skill':
    case 'mention':
      return [];
  }
}

async function localImageParts(part: LocalImage, number: number, sight: Sight): Promise<Part[]> {
  const { behaviour, images } = sight;
  const image = await images.read(part.path);
  const path = behaviour.imagesNameDetail ? ` path="${part.path}"` : '';
  const opening = `<image name=[Image #${number}]${path}>`;
  if ('dataUrl' in image) return framed(opening, { ...imageOf(part, sight), image_url: image.dataUrl });
  const why = textPart(image.problem);
  return image.isFile && behaviour.imagesNameDetail ? framed(opening, why) : [why];
}

async function localSoundParts(path: string, number: number, { images }: Sight): Promise<Part[]> {
  const sound = await images.sound(path);
  if ('dataUrl' in sound) {
    const opening = `<audio name=[Audio #${number}] path="${path}">`;
    return [textPart(opening), soundPart({ audio_url: sound.dataUrl }), textPart('</audio>')];
  }
  const { problem } = sound;
  const why =
    problem === null
      ? `Codex cannot attach audio at \`${path}\`: unsupported audio format; use wav, mp3, m4a, webm, or ogg.`
      : `Codex could not read the local audio at \`${path}\`: ${problem}`;
  return [textPart(why)];
}

/** Sound comes along in the message or was uploaded to the provider; nobody fetches it from elsewhere. */
function soundPart(source: { readonly audio_url: string } | { readonly file_id: string }): Part {
  if ('audio_url' in source && !source.audio_url.startsWith('data:')) return textPart(UNPROCESSED);
  return { type: 'input_audio', ...source };
}

function remoteImageParts(part: Extract<UserInput, { type: 'image' }>, sight: Sight): Part[] {
  const source = 'url' in part ? { image_url: part.url } : { file_id: part.fileId };
  const image = { ...imageOf(part, sight), ...source };
  return sight.behaviour.imagesNameDetail ? [image] : framed('<image>', image);
}

function imageOf(wish: { readonly detail?: ImageDetail | null }, { detail }: Sight): Part {
  return { type: 'input_image', ...(detail === undefined ? {} : { detail: wish.detail ?? detail }) };
}

function framed(opening: string, image: Part): Part[] {
  return [textPart(opening), image, textPart('</image>')];
}

function message(content: readonly Part[]): ModelItem {
  return { type: 'message', role: 'user', content };
}
