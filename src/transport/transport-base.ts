// What all transports share: handlers, the waiting frames, and an end that is told exactly once and
// only after the frames that came before it. A transport adds where its bytes come from and go to.

import { deferred } from '../util/deferred.js';
import { Emitter } from '../util/emitter.js';
import type { CloseReason, OversizedFrame, Transport, TransportKind } from './contract.js';
import { FrameInbox } from './frame-inbox.js';

export abstract class TransportBase implements Transport {
  abstract readonly kind: TransportKind;
  abstract readonly label: string;
  abstract readonly bufferedBytes: number;
  readonly #inbox = new FrameInbox({
    pause: () => this.pauseSource(),
    resume: () => this.resumeSource(),
  });
  readonly #drain = new Emitter<void>();
  readonly #close = new Emitter<CloseReason>();
  readonly #oversized = new Emitter<OversizedFrame>();
  readonly #warning = new Emitter<string>();
  readonly #told = deferred<CloseReason>();
  #reason: CloseReason | undefined;
  #isTold = false;

  abstract send(frame: string): boolean;
  abstract close(why?: string): Promise<void>;
  abstract terminate(why?: string): void;
  /** Stops reading. Called before the first frame handler is set, and on pause. */
  protected abstract pauseSource(): void;
  /** Starts or goes on reading. May be called when already reading. */
  protected abstract resumeSource(): void;

  onFrame(handler: (text: string) => void): void {
    this.#inbox.setHandler(handler);
  }

  onDrain(handler: () => void): void {
    this.#drain.on(handler);
  }

  onClose(handler: (reason: CloseReason) => void): void {
    if (this.#isTold && this.#reason !== undefined) handler(this.#reason);
    else this.#close.on(handler);
  }

  onOversized(handler: (frame: OversizedFrame) => void): void {
    this.#oversized.on(handler);
  }

  onWarning(handler: (message: string) => void): void {
    this.#warning.on(handler);
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
  }

  /** Whether the end is certain, although frames may still wait before it is told. */
  protected get hasEnded(): boolean {
    return this.#reason !== undefined;
  }

  /** Resolves when the end has been told. */
  protected get told(): Promise<CloseReason> {
    return this.#told.promise;
  }

  protected receive(text: string): void {
    if (this.#reason === undefined) this.#inbox.deliver(text);
  }

  protected drained(): void {
    this.#drain.emit();
  }

  protected warn(message: string): void {
    this.#warning.emit(message);
  }

  protected reportOversized(frame: OversizedFrame): void {
    this.#oversized.emit(frame);
  }

  /** Ends the connection; the first reason counts. Frames that wait are delivered before it is told. */
  protected end(reason: CloseReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#inbox.whenEmpty(() => this.#tell(reason));
  }

  /** Throws away frames that wait: our side no longer wants them. */
  protected abandonFrames(): void {
    this.#inbox.abandon();
  }

  #tell(reason: CloseReason): void {
    this.#isTold = true;
    this.#close.emit(reason);
    this.#close.clear();
    this.#drain.clear();
    this.#told.resolve(reason);
  }
}
