import { describe, expect, it } from 'vitest';
import { complaintAbout } from '../../../src/adapters/config/config-schema.js';
import { place, settings } from './support.js';

describe('values of the configuration', () => {
  it.each([
    [{ mcp_servers: { x: 'text' } }, ['mcp_servers', 'x'], 'struct RawMcpServerConfig'],
    [{ mcp_servers: { x: { env: { A: 1 } } } }, ['mcp_servers', 'x', 'env', 'A'], 'expected a string'],
    [{ features: { apps: {} } }, ['features'], 'invalid type: map, expected a boolean'],
    [{ features: { code_mode: 'x' } }, ['features', 'code_mode'], 'untagged enum FeatureToml'],
    [{ apps: { x: { enabled: 3 } } }, ['apps'], 'integer `3`, expected a boolean'],
    [{ agents: { max_depth: 3e9 } }, ['agents', 'max_depth'], 'integer `3000000000`, expected i32'],
    [{ model_verbosity: {} }, ['model_verbosity'], 'found 0 elements'],
    [{ tools: { web_search: { context_size: 'x' } } }, ['tools', 'web_search'], 'WebSearchToolConfigInput'],
  ])('%j are refused', (tree, path, said) => {
    expect(complaintAbout(tree, '0.169.0')).toEqual({ path, message: expect.stringContaining(said) });
  });

  it.each([
    { features: { code_mode: { enabled: true }, unheard_of: true } },
    { model_verbosity: 'low', web_search: 'indexed', unheard_of: 3 },
  ])('%j are taken', (tree) => {
    expect(complaintAbout(tree, '0.169.0')).toBeNull();
  });

  it('may let the web be searched by an index', async () => {
    using at = place('web_search = "indexed"');
    const { webSearch } = await settings(at.configuration());
    expect(webSearch).toMatchObject({ mode: 'indexed', modeAtFullAccess: 'indexed' });
    expect(complaintAbout({ web_search: 'indexed' }, '0.118.0')).not.toBeNull();
  });
});
