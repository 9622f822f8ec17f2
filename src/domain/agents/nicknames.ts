// What agents are called besides their ids, so that people can tell them apart.

const NAMES = [
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
] as const;

/** A name that none of `taken` is; numbered when there are no more. `random` is from 0 to 1. */
export function newNickname(taken: ReadonlySet<string>, random: number): string {
  for (let round = 1; ; round++) {
    const free = NAMES.map((name) => (round === 1 ? name : `${name} ${round}`)).filter(
      (name) => !taken.has(name),
    );
    const chosen = free[Math.min(Math.floor(random * free.length), free.length - 1)];
    if (chosen !== undefined) return chosen;
  }
}
