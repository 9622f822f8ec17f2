import type { Bench } from '../bench.js';

/** A thread/start in the bench's folder whose configuration names a file there. */
export function startNaming(bench: Pick<Bench, 'cwd'>, key: string): (file: string) => object {
  return (file) => ({ cwd: bench.cwd, config: { [key]: `${bench.cwd}/${file}` } });
}
