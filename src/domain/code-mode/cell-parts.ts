// What a script has said and nobody was told yet, as content parts of an output. However much it says, its first and its
// last words are kept.

/** What a script says to the model: a content part of an output. */
export type CellPart =
  | { readonly type: 'input_text'; readonly text: string }
  | { readonly type: 'input_image'; readonly image_url: string; readonly detail?: string }
  | { readonly type: 'input_audio'; readonly audio_url: string };

export function wordsPart(text: string): CellPart {
  return { type: 'input_text', text };
}

/** What was left out of the middle is told in `note`, which belongs before `tail`. */
export interface CellSaid {
  readonly head: readonly CellPart[];
  readonly note: string | null;
  readonly tail: readonly CellPart[];
}

const MOST_PARTS = 32_767;
/** Of text; each half of it by itself. */
const MOST_CHARS = 2 ** 20;
/** Of data URLs. */
const MOST_MEDIA_CHARS = 10 * 2 ** 20;

export class CellParts {
  #said = nothing();

  add(part: CellPart): void {
    const said = this.#said;
    if (part.type !== 'input_text') {
      const { length } = part.type === 'input_image' ? part.image_url : part.audio_url;
      if (said.mediaChars + length > MOST_MEDIA_CHARS) this.#discard(part);
      else {
        said.mediaChars += length;
        this.#put(part);
      }
      return;
    }
    const { text } = part;
    const room = said.tail.length > 0 ? 0 : MOST_CHARS / 2 - said.headChars;
    if (text.length <= room) {
      said.headChars += text.length;
      this.#put(part);
      return;
    }
    if (room > 0) {
      said.headChars += room;
      this.#put(wordsPart(text.slice(0, room)));
    }
    const rest = text.slice(Math.max(room, 0));
    said.tailChars += rest.length;
    said.tail.push(wordsPart(rest));
    this.#leaveOut();
  }

  /** All that is kept, once. */
  take(): CellSaid {
    const { head, tail, from, bytes, texts, images, sounds } = this.#said;
    this.#said = nothing();
    const note = `[Code Mode session output limit reached: omitted ${bytes} text bytes; discarded ${texts} text segments, ${images} images, ${sounds} audio items]`;
    return { head, note: bytes + images + sounds > 0 ? note : null, tail: tail.slice(from) };
  }

  #put(part: CellPart): void {
    const { head, tail } = this.#said;
    if (tail.length > 0 || head.length >= MOST_PARTS >> 1) {
      tail.push(part);
      this.#said.tailChars += textOf(part).length;
      this.#leaveOut();
    } else head.push(part);
  }

  #discard({ type }: CellPart): void {
    if (type === 'input_text') this.#said.texts += 1;
    else if (type === 'input_image') this.#said.images += 1;
    else this.#said.sounds += 1;
  }

  /** What is too much goes from the beginning of the tail. */
  #leaveOut(): void {
    const said = this.#said;
    for (;;) {
      const first = said.tail[said.from];
      const excess = said.tailChars - MOST_CHARS / 2;
      const isMany = said.head.length + said.tail.length - said.from > MOST_PARTS;
      if (first === undefined || (excess <= 0 && !isMany)) break;
      const text = textOf(first);
      const cut = isMany ? text.length : Math.min(excess, text.length);
      said.bytes += Buffer.byteLength(text.slice(0, cut));
      said.tailChars -= cut;
      if (cut < text.length) said.tail[said.from] = wordsPart(text.slice(cut));
      else {
        this.#discard(first);
        said.from += 1;
      }
    }
    if (said.from < MOST_PARTS) return;
    said.tail = said.tail.slice(said.from);
    said.from = 0;
  }
}

function textOf(part: CellPart): string {
  return part.type === 'input_text' ? part.text : '';
}

function nothing() {
  const head: CellPart[] = [];
  const tail: CellPart[] = [];
  /** `from`: where the tail begins that is kept. */
  return {
    head,
    tail,
    from: 0,
    headChars: 0,
    tailChars: 0,
    mediaChars: 0,
    bytes: 0,
    texts: 0,
    images: 0,
    sounds: 0,
  };
}
