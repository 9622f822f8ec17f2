// Output for people: short `>` and `<` lines, texts as they come, sentences on stderr.

import pc from 'picocolors';
import { readTurnEvent } from '../../client/turn-events.js';
import { textOf } from '../../client/turn-view.js';
import { textAt } from '../../util/peek.js';
import { type LateAnswer, sayLate } from '../alarm.js';
import { ExitCode } from '../exit-codes.js';
import type { TextSink } from '../io.js';
import { describeFrame, type FrameLine } from './describe-frame.js';
import type { SeenFrame } from './frame-log.js';
import { historyOf } from './history.js';
import type { FrameStyle, Output, Verdict } from './output.js';
import { Progress } from './progress.js';
import type { Redactor } from './redact.js';
import { clip, firstLines, hyperlink, printable, withoutColor } from './text.js';

export interface HumanOutputOptions {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly redactor: Redactor;
  /** Only results and the agent's words. */
  readonly isQuiet: boolean;
  readonly style: FrameStyle;
  /** Whether the turns in the answer to thread/resume are shown. */
  readonly showsHistory: boolean;
  readonly hasColor: boolean;
}

export class HumanOutput implements Output {
  readonly #options: HumanOutputOptions;
  readonly #colors: ReturnType<typeof pc.createColors>;
  readonly #progress: Progress;
  /** Items of which text was shown as it came. */
  readonly #streamed = new Set<string>();
  /** Items whose beginning was seen. */
  readonly #announced = new Set<string>();
  /** The item whose text the cursor stands in. */
  #openItem: string | undefined;
  #isLineStart = true;
  #isFlowing = true;

  constructor(options: HumanOutputOptions) {
    this.#options = options;
    this.#colors = pc.createColors(options.hasColor);
    this.#progress = new Progress(options.stderr);
    options.stdout.onDrain(() => {
      this.#isFlowing = true;
    });
  }

  get isFlowing(): boolean {
    return this.#isFlowing;
  }

  onDrain(handler: () => void): void {
    this.#options.stdout.onDrain(handler);
  }

  frame(seen: SeenFrame): void {
    const { isQuiet, style, redactor } = this.#options;
    if (style === 'none') return;
    // Only texts differ from the message that came.
    const message = redactor.value(seen.message, seen.text) as SeenFrame['message'];
    const frame = { ...seen, message };
    if (style !== 'short' && !isQuiet) {
      if (style === 'whole' || frame.dir === 'in') this.#wholeFrame(frame);
      return;
    }
    this.#streamText(frame);
    if (isQuiet) return;
    const line = describeFrame(frame);
    if (line !== undefined) this.#frameLine(frame.dir, line);
    this.#history(frame);
  }

  line(text: string): void {
    this.#write(`${this.#freshLine()}${text}\n`);
  }

  text(itemId: string, piece: string): void {
    if (piece !== '') this.#append(itemId, printable(piece));
  }

  note(text: string): void {
    if (!this.#options.isQuiet) this.#toStderr(this.#colors.dim(text));
  }

  warn(text: string): void {
    this.#toStderr(this.#colors.yellow(text));
  }

  alarm(late: LateAnswer): void {
    this.warn(printable(sayLate(late)));
  }

  login({ url, code }: { url: string; code: string | undefined }): void {
    const { bold, cyan } = this.#colors;
    const page = printable(url);
    // Terminals without hyperlinks show the text and skip what is around it.
    const link = this.#options.hasColor ? hyperlink(page, cyan(page)) : page;
    const lines = [`  Open  ${link}`, ...(code === undefined ? [] : [`  Code  ${bold(printable(code))}`])];
    this.line(['', ...lines, ''].join('\n'));
  }

  waiting(what: string | (() => string) | undefined): void {
    if (what === undefined || this.#options.isQuiet) this.#progress.stop();
    else this.#progress.start(what, () => this.#isLineStart);
  }

  verdict({ code, message }: Verdict): void {
    this.#progress.stop();
    this.#write(this.#freshLine());
    if (message === undefined) return;
    if (code === 0) this.note(message);
    // The terminal has just echoed ^C.
    else if (code === ExitCode.stopped) this.note(this.#options.stderr.isTTY ? `\n${message}` : message);
    else this.#toStderr(this.#colors.red(message));
  }

  #wholeFrame({ dir, message, text }: SeenFrame): void {
    const { redactor } = this.#options;
    const json = message.kind === 'malformed' ? text : JSON.stringify(redactor.value(JSON.parse(text), text));
    this.line(`${this.#arrow(dir)} ${printable(json)}`);
  }

  #frameLine(dir: 'in' | 'out', { text, tone }: FrameLine): void {
    const { dim, red, green } = this.#colors;
    const color = { plain: (line: string) => line, noise: dim, bad: red, good: green }[tone];
    // On a terminal one frame takes one line; what is piped elsewhere is kept.
    const { columns } = this.#options.stdout;
    const short = columns === undefined || tone === 'bad' ? text : clip(text, columns - 3);
    this.line(`${this.#arrow(dir)} ${color(printable(short))}`);
  }

  #arrow(dir: 'in' | 'out'): string {
    return dir === 'out' ? this.#colors.cyan('>') : this.#colors.green('<');
  }

  /** Shown in step with the frames, so that what comes behind the answer continues its last text. */
  #history({ dir, message, method }: SeenFrame): void {
    if (!this.#options.showsHistory || dir !== 'in') return;
    if (message.kind !== 'success' || method !== 'thread/resume') return;
    for (const part of historyOf(message.result)) {
      if (part.kind === 'line') this.line(this.#colors.dim(printable(part.text)));
      else this.text(part.itemId, part.text);
    }
  }

  /** Shows texts as they come. What came whole, without deltas, is shown when it is complete. */
  #streamText({ dir, message }: SeenFrame): void {
    if (dir !== 'in' || message.kind !== 'notification') return;
    const event = readTurnEvent(message.method, message.params);
    if (event === undefined) return;
    switch (event.type) {
      case 'itemStarted':
        this.#announced.add(event.item.id);
        return;
      case 'delta':
        if (this.#options.showsHistory) this.#admitGap(event.itemId);
        // Raw reasoning runs beside the summary; the summary is what people read.
        if (event.channel !== 'reasoning') this.#show(event.itemId, event.delta, event.channel === 'text');
        return;
      case 'other': {
        const itemId = textAt(event.params, 'itemId');
        if (event.method === 'item/reasoning/summaryPartAdded' && itemId !== undefined) {
          if (this.#streamed.has(itemId)) this.#show(itemId, '\n', false);
        }
        return;
      }
      case 'itemCompleted': {
        const { id, type } = event.item;
        if (this.#streamed.has(id) || type === 'userMessage') return;
        this.#show(
          id,
          firstLines(textOf(event.item), type === 'commandExecution' ? 20 : undefined),
          type === 'agentMessage',
        );
        return;
      }
      case 'turnStarted':
      case 'turnCompleted':
      case 'usage':
      case 'error':
        return;
    }
  }

  /** Some servers leave the text so far out of what a late joiner gets. */
  #admitGap(itemId: string): void {
    if (this.#announced.has(itemId) || this.#streamed.has(itemId)) return;
    this.#announced.add(itemId);
    this.line(this.#colors.dim('… what was said before is not in the snapshot of this server'));
  }

  #show(itemId: string, text: string, isAnswer: boolean): void {
    if (isAnswer) this.text(itemId, text);
    else if (!this.#options.isQuiet && text !== '') this.#append(itemId, this.#colors.dim(printable(text)));
  }

  #append(itemId: string, piece: string): void {
    const start = this.#openItem === itemId ? '' : this.#freshLine();
    this.#streamed.add(itemId);
    this.#openItem = itemId;
    this.#write(start + piece);
  }

  /** A line break if the cursor stands in the middle of a text. */
  #freshLine(): string {
    this.#openItem = undefined;
    return this.#isLineStart ? '' : '\n';
  }

  #write(text: string): void {
    if (text === '') return;
    this.#progress.hide();
    this.#isLineStart = withoutColor(text).endsWith('\n');
    if (!this.#options.stdout.write(this.#clean(text))) this.#isFlowing = false;
  }

  #toStderr(text: string): void {
    this.#progress.hide();
    // On a terminal both streams share the screen.
    if (this.#options.stdout.isTTY && !this.#isLineStart) this.#write(this.#freshLine());
    this.#options.stderr.write(`${this.#clean(text)}\n`);
  }

  #clean(text: string): string {
    return this.#options.redactor.text(text);
  }
}
