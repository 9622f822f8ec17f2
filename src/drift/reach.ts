// Which places of the types of a version a client really meets, and in which messages. Places are named as those of
// changes: a definition, and the way into it.

import type { SchemaOrAny } from '../protocol/index.js';
import type { Sender } from './change.js';
import { labelOf, type Part, partsOf } from './compare.js';
import type { Evidence } from './evidence.js';
import { placeOf } from './node-of.js';
import { METHOD_GROUPS, type Surface } from './surface.js';

/** What is known of the content of a method; undefined when it is not used. */
export type EvidenceOf = (method: string, part: Part['part']) => Evidence | undefined;

/** Where something is met: with a value, or at least as null. */
interface Met {
  isFilled: boolean;
  readonly messages: Set<string>;
}

/** What is met in any of several versions: what one spells out in place another may have named. */
export class Reach {
  readonly #met = new Map<string, Met>();

  constructor(surfaces: readonly Surface[], evidenceOf: EvidenceOf) {
    for (const surface of surfaces) {
      for (const group of METHOD_GROUPS) {
        for (const [method, facts] of surface.methods[group]) {
          for (const { part, sender } of partsOf(group)) {
            const [name, evidence] = [facts[part], evidenceOf(method, part)];
            if (name === null || evidence === undefined) continue;
            new Walk(surface, (place, isFilled) =>
              this.#keep(sender, place, { isFilled, message: labelOf(group, method, part) }),
            ).definition(name, evidence);
          }
        }
      }
    }
  }

  /** The messages in which a place is met; `asNull`: also where nothing but null stands. */
  messages(sender: Sender, place: string, asNull: boolean): string[] {
    const met = this.#met.get(`${sender} ${place}`);
    return met !== undefined && (asNull || met.isFilled) ? [...met.messages] : [];
  }

  #keep(sender: Sender, place: string, { isFilled, message }: { isFilled: boolean; message: string }): void {
    const key = `${sender} ${place}`;
    const met = this.#met.get(key) ?? { isFilled: false, messages: new Set() };
    met.isFilled ||= isFilled;
    met.messages.add(message);
    this.#met.set(key, met);
  }
}

/** Through the types of one message, as far as there is evidence. */
class Walk {
  readonly #surface: Surface;
  readonly #tell: (place: string, isFilled: boolean) => void;
  /** Words lead on for ever through types that contain themselves; values end. */
  readonly #seen = new Map<Evidence, Set<string>>();

  constructor(surface: Surface, tell: (place: string, isFilled: boolean) => void) {
    this.#surface = surface;
    this.#tell = tell;
  }

  definition(name: string, evidence: Evidence): void {
    const seen = this.#seen.get(evidence) ?? new Set();
    this.#seen.set(evidence, seen);
    if (seen.has(name)) return;
    seen.add(name);
    this.#value(this.#surface.definitions[name], name, evidence);
  }

  #value(schema: SchemaOrAny | undefined, place: string, evidence: Evidence | undefined): void {
    if (evidence === undefined) return;
    this.#tell(place, evidence.isFilled);
    if (!evidence.isFilled) return;
    const { node } = placeOf(schema);
    switch (node.kind) {
      case 'ref':
        this.definition(node.name, evidence);
        return;
      case 'object':
        for (const [name, member] of Object.entries(node.schema.properties ?? {}))
          this.#value(member, `${place}.${name}`, evidence.member(name));
        return;
      case 'list':
        this.#value(node.items, `${place}[]`, evidence.inner());
        return;
      case 'map':
        this.#value(node.values, `${place}{}`, evidence.inner());
        return;
      case 'variants':
        for (const [name, variant] of node.variants) {
          const found = evidence.variant(name, variant, this.#surface.definitions);
          this.#value(variant.schema ?? true, `${place}:${name}`, found);
        }
        return;
      case 'any':
      case 'scalar':
    }
  }
}
