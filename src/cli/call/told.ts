// What a server tells from a request on, for whoever learns from the answer what to wait for.

import type { Client, Incoming } from '../../client/index.js';
import type { Awaited } from './natural-end.js';

export class Told {
  readonly #look = new Set<(incoming: Incoming) => void>();
  /** What came before anybody knew what to wait for; undefined once that is known. */
  #early: Incoming[] | undefined = [];
  /** Nothing is heard any longer. */
  readonly close: () => void;

  constructor(client: Client) {
    this.close = client.onNotification((incoming) => {
      this.#early?.push(incoming);
      for (const look of this.#look) look(incoming);
    });
  }

  /** The first notification that is awaited, were it one that has come already. */
  first({ method, failure, matches }: Awaited): Promise<Incoming> {
    return new Promise((resolve) => {
      const look = (incoming: Incoming): void => {
        const isEnd = incoming.method === method || incoming.method === failure;
        if (isEnd && matches(incoming.params)) resolve(incoming);
      };
      this.#early?.forEach(look);
      this.#look.add(look);
    });
  }

  /** Everything to wait for is known: what came before need not be kept. */
  forgetEarly(): void {
    this.#early = undefined;
  }
}
