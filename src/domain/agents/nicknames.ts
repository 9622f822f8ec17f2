// What agents are called besides their ids, so that people can tell them apart.

const NAMES: readonly string[] = [
  'Agnesi',
  'Alhazen',
  'Anning',
  'Archimedes',
  'Babbage',
  'Bassi',
  'Bell Burnell',
  'Blackwell',
  'Boole',
  'Cantor',
  'Cavendish',
  'Châtelet',
  'Church',
  'Cori',
  'Dijkstra',
  'Dirac',
  'Elion',
  'Erdős',
  'Eratosthenes',
  'Fermat',
  'Fibonacci',
  'Germain',
  'Goeppert',
  'Hamilton',
  'Hamming',
  'Herschel',
  'Hilbert',
  'Hodgkin',
  'Huygens',
  'Jemison',
  'Kovalevskaya',
  'Lamarr',
  'Leavitt',
  'Liskov',
  'Maxwell',
  'McClintock',
  'Meitner',
  'Mirzakhani',
  'Mitchell',
  'Nightingale',
  'Payne',
  'Perlman',
  'Poincaré',
  'Ride',
  'Rubin',
  'Shannon',
  'Somerville',
  'Volta',
  'Wu',
  'Zuse',
];

/** Gives names that are not given yet; when there are none left, all of them again, with a number. */
export class Nicknames {
  readonly #given = new Set<string>();
  #round = 1;

  /** `candidates` null: any; `random` is from 0 to 1. */
  next(candidates: readonly string[] | null, random: number): string {
    const free = this.#free(candidates ?? NAMES);
    const chosen = free[Math.min(Math.floor(random * free.length), free.length - 1)];
    if (chosen === undefined) {
      this.#given.clear();
      this.#round += 1;
      return this.next(candidates, random);
    }
    this.#given.add(chosen);
    return chosen;
  }

  #free(candidates: readonly string[]): string[] {
    const suffix = this.#round === 1 ? '' : ` the ${ordinal(this.#round)}`;
    return candidates.map((name) => `${name}${suffix}`).filter((name) => !this.#given.has(name));
  }
}

function ordinal(number: number): string {
  const isTeen = number % 100 >= 11 && number % 100 <= 13;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}
