// Two versions side by side: which methods came and went, and where the types they carry part.

import { referencesIn, type Schema } from '../protocol/index.js';
import { brokenBy, type Change, type Event, type Sender, type Side } from './change.js';
import { type TypeChange, TypeComparison } from './compare-types.js';
import { METHOD_GROUPS, type MethodGroup, type Surface, type SurfaceMethod } from './surface.js';

export interface Drift {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
}

/** Everything that changed, methods first, each place once. */
export function compareSurfaces(from: Surface, to: Surface): Drift {
  const changes: Change[] = [];
  const written: Record<Sender, TypeComparison> = {
    client: new TypeComparison(from, to),
    server: new TypeComparison(from, to),
  };
  for (const group of METHOD_GROUPS) {
    const [before, after] = [from.methods[group], to.methods[group]];
    for (const method of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(method), after.get(method)];
      changes.push(...methodChanges({ group, method, was, is }));
      if (was === undefined || is === undefined) continue;
      for (const { part, sender } of partsOf(group)) {
        const [a, b] = [was[part], is[part]];
        if (a !== null && b !== null) written[sender].definitions(a, b);
      }
    }
  }
  const uses = usesOf(to);
  for (const sender of ['client', 'server'] as const) {
    changes.push(...written[sender].changes.map((change) => typeChange(change, sender, uses[sender])));
  }
  return { from: from.version, to: to.version, changes };
}

interface MethodPair {
  readonly group: MethodGroup;
  readonly method: string;
  readonly was: SurfaceMethod | undefined;
  readonly is: SurfaceMethod | undefined;
}

function methodChanges({ group, method, was, is }: MethodPair): Change[] {
  const said = (event: Event, breaks: readonly Side[]): Change => ({
    event,
    place: method,
    member: null,
    usedBy: [method],
    group,
    sender: null,
    breaks,
  });
  // Whoever is asked must answer; what clients may ask is theirs to choose, and news may be ignored.
  const askers: Side = group === 'serverRequest' ? 'servers' : 'clients';
  const isRequest = group === 'clientRequest' || group === 'serverRequest';
  if (was === undefined) {
    return [
      said(
        { type: 'methodAdded', isExperimental: is?.isExperimental ?? false },
        group === 'serverRequest' ? ['clients'] : [],
      ),
    ];
  }
  if (is === undefined) {
    const listeners: Side = group === 'notification' ? 'clients' : 'servers';
    return [said({ type: 'methodRemoved' }, [isRequest ? askers : listeners])];
  }
  const changes: Change[] = [];
  if (!was.isExperimental && is.isExperimental) {
    changes.push(said({ type: 'becameExperimental' }, group === 'clientNotification' ? [] : ['clients']));
  } else if (was.isExperimental && !is.isExperimental) changes.push(said({ type: 'becameStable' }, []));
  if (was.params === null && is.params !== null) changes.push(said({ type: 'paramsAdded' }, []));
  if (was.params !== null && is.params === null) changes.push(said({ type: 'paramsRemoved' }, []));
  return changes;
}

export interface Part {
  readonly part: 'params' | 'result';
  readonly sender: Sender;
}

export function partsOf(group: MethodGroup): Part[] {
  switch (group) {
    case 'clientRequest':
      return [
        { part: 'params', sender: 'client' },
        { part: 'result', sender: 'server' },
      ];
    case 'serverRequest':
      return [
        { part: 'params', sender: 'server' },
        { part: 'result', sender: 'client' },
      ];
    case 'notification':
      return [{ part: 'params', sender: 'server' }];
    case 'clientNotification':
      return [{ part: 'params', sender: 'client' }];
  }
}

function typeChange({ event, place, member, definition }: TypeChange, sender: Sender, uses: Uses): Change {
  const breaks = brokenBy(event, sender);
  return { event, place, member, usedBy: uses.get(definition) ?? [], group: null, sender, breaks };
}

/** What a message is called where its content matters: `thread/read result`, `turn/started`. */
export function labelOf(group: MethodGroup, method: string, part: Part['part']): string {
  return group.endsWith('Request') ? `${method} ${part}` : method;
}

/** By definition: the messages that carry it, such as `thread/read result`. */
type Uses = ReadonlyMap<string, readonly string[]>;

function usesOf(surface: Surface): Record<Sender, Uses> {
  const uses = { client: new Map<string, string[]>(), server: new Map<string, string[]>() };
  for (const group of METHOD_GROUPS) {
    for (const [method, facts] of surface.methods[group]) {
      for (const { part, sender } of partsOf(group)) {
        const name = facts[part];
        const label = labelOf(group, method, part);
        for (const reached of reachableFrom(name, surface.definitions)) {
          const known = uses[sender].get(reached);
          if (known === undefined) uses[sender].set(reached, [label]);
          else known.push(label);
        }
      }
    }
  }
  return uses;
}

function reachableFrom(name: string | null, definitions: Surface['definitions']): Set<string> {
  const seen = new Set<string>();
  const visit = (next: string): void => {
    const schema: Schema | undefined = definitions[next];
    if (seen.has(next) || schema === undefined) return;
    seen.add(next);
    referencesIn(schema).forEach(visit);
  };
  if (name !== null) visit(name);
  return seen;
}
