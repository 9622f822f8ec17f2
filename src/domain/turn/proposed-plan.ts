// Tells the plan that a model proposes from the rest of its message, while the text still grows. Pure. A plan stands
// between lines that hold nothing but its tags; the same texts within a line mean nothing.

/** A piece of a message. Pieces of one kind that come together are one. */
export type MessagePiece =
  | { readonly type: 'text' | 'plan'; readonly text: string }
  | { readonly type: 'planStart' | 'planEnd' };

const OPENING = '<proposed_plan>';
const CLOSING = '</proposed_plan>';

export class ProposedPlanParser {
  #isInPlan = false;
  /** A line that may still turn out to be a tag; null: within a line that is none. */
  #line: string | null = '';

  /** What more of the text brings. */
  feed(text: string): MessagePiece[] {
    const pieces: MessagePiece[] = [];
    for (const part of text.split(/(?<=\n)/)) this.#feedPart(part, pieces);
    return pieces;
  }

  /** The text is whole: what the last line was, and the end of a plan that nobody closed. */
  finish(): MessagePiece[] {
    const pieces: MessagePiece[] = [];
    if (this.#line !== null) this.#endLine(this.#line, pieces);
    if (this.#isInPlan) pieces.push({ type: 'planEnd' });
    this.#isInPlan = false;
    return pieces;
  }

  /** Part of one line, with its end at most. */
  #feedPart(part: string, pieces: MessagePiece[]): void {
    const line = this.#line === null ? null : this.#line + part;
    const isWhole = part.endsWith('\n');
    if (line === null) this.#put(part, pieces);
    else if (isWhole) this.#endLine(line, pieces);
    else if (!mayBecome(line, this.#tag)) this.#put(line, pieces);
    this.#line = isWhole ? '' : line !== null && mayBecome(line, this.#tag) ? line : null;
  }

  get #tag(): string {
    return this.#isInPlan ? CLOSING : OPENING;
  }

  #endLine(line: string, pieces: MessagePiece[]): void {
    if (line.trim() !== this.#tag) {
      this.#put(line, pieces);
      return;
    }
    this.#isInPlan = !this.#isInPlan;
    pieces.push({ type: this.#isInPlan ? 'planStart' : 'planEnd' });
  }

  #put(text: string, pieces: MessagePiece[]): void {
    if (text === '') return;
    const type = this.#isInPlan ? 'plan' : 'text';
    const last = pieces.at(-1);
    if (last?.type === type) pieces[pieces.length - 1] = { type, text: last.text + text };
    else pieces.push({ type, text });
  }
}

/** A whole message without its plans, and the last plan in it; null: none. */
export function splitMessage(message: string): { readonly text: string; readonly plan: string | null } {
  const parser = new ProposedPlanParser();
  let text = '';
  let plan: string | null = null;
  for (const piece of [...parser.feed(message), ...parser.finish()]) {
    if (piece.type === 'planStart') plan = '';
    else if (piece.type === 'plan') plan += piece.text;
    else if (piece.type === 'text') text += piece.text;
  }
  return { text, plan };
}

/** Whether a line with this beginning can be the tag alone. */
function mayBecome(line: string, tag: string): boolean {
  const begun = line.trimStart();
  return tag.startsWith(begun) || begun.trimEnd() === tag;
}
