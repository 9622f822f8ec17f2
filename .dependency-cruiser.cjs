// Who may import whom: the table of ARCHITECTURE.md as rules. A folder may import what stands in its row and itself.
const may = {
  util: [],
  jsonrpc: ['util'],
  protocol: ['util'],
  transport: ['util', 'jsonrpc'],
  oauth: ['util'],
  tracing: ['util', 'jsonrpc', 'transport'],
  client: ['util', 'jsonrpc', 'protocol', 'transport/contract'],
  domain: ['util', 'protocol'],
  adapters: ['util', 'domain', 'oauth', 'protocol'],
  recording: ['util', 'jsonrpc', 'protocol', 'transport'],
  backend: ['util'],
  server: ['util', 'jsonrpc', 'protocol', 'transport', 'domain'],
  drift: ['util', 'protocol'],
  lint: ['util'],
  conformance: ['util', 'jsonrpc', 'protocol', 'transport', 'client', 'recording', 'backend', 'lint'],
  artillery: ['util', 'jsonrpc', 'protocol', 'transport', 'client'],
  inspector: ['util', 'jsonrpc', 'transport', 'recording', 'protocol', 'client'],
};

const layers = Object.entries(may).map(([folder, allowed]) => ({
  name: `layer-${folder}`,
  severity: 'error',
  from: {
    path: `^src/${folder}/`,
    // compose is the one file where adapters meet ports, and where the scripted backend is the default upstream.
    ...(folder === 'server' ? { pathNot: '^src/server/compose' } : {}),
  },
  to: { path: '^src/', pathNot: [folder, ...allowed].map((name) => `^src/${name}(/|\\.|$)`) },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'layer-compose',
      severity: 'error',
      from: { path: '^src/server/compose' },
      to: {
        path: '^src/',
        pathNot: ['server', ...may.server, 'adapters', 'backend', 'oauth'].map(
          (name) => `^src/${name}(/|\\.|$)`,
        ),
      },
    },
    {
      name: 'rooms-do-not-import-rooms',
      severity: 'error',
      from: { path: '^src/server/rooms/(?!index)' },
      to: { path: '^src/server/rooms/(?!define-room|index)', pathNot: '\\.json$' },
    },
    {
      name: 'generated-has-one-door',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/protocol/' },
      to: { path: '^src/protocol/generated/' },
    },
    {
      name: 'domain-and-adapters-take-protocol-types-only',
      severity: 'error',
      from: { path: '^src/(domain|adapters)/' },
      to: { path: '^src/protocol/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-knows-no-io',
      severity: 'error',
      from: { path: '^src/(domain|jsonrpc|protocol|client)/' },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|\\.cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
