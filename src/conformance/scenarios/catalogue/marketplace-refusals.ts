import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/marketplace-refusals',
  requires: 'A marketplace is added from a folder that holds its manifest and from nothing less.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['marketplace/add'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    for (const [source, message] of [
      ['', 'marketplace source must not be empty'],
      [`${bench.cwd}/nothing`, /^failed to resolve local marketplace source path: /],
      [bench.cwd, /^invalid marketplace file .*: marketplace root does not contain a supported manifest$/],
    ] as const)
      await line.refuses('marketplace/add', { source }, { message });
  },
});
