// A list of listeners for one kind of event. Listeners run in the order they were added.

export type Unsubscribe = () => void;

export class Emitter<Event> {
  #listeners: readonly ((event: Event) => void)[] = [];

  get hasListeners(): boolean {
    return this.#listeners.length > 0;
  }

  on(listener: (event: Event) => void): Unsubscribe {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((known) => known !== listener);
    };
  }

  /** Calls every listener; one added or removed meanwhile counts from the next event on. */
  emit(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }

  clear(): void {
    this.#listeners = [];
  }
}
