// The tables that both versions show alike.

import { type Tables, table } from './config-tables.js';

export const SWITCHABLE = table({ unset: 'enabled' });

export const TABLES_IN_BOTH: Tables = {
  analytics: SWITCHABLE,
  apps: table({ unset: '_default', isOpen: true }),
  feedback: SWITCHABLE,
  ghost_snapshot: table({
    unset: 'ignore_large_untracked_files ignore_large_untracked_dirs disable_warnings',
    older: {
      ignore_untracked_files_over_bytes: 'ignore_large_untracked_files',
      large_untracked_dir_warning_threshold: 'ignore_large_untracked_dirs',
    },
  }),
  'projects.*': table({ unset: 'trust_level' }),
  sandbox_workspace_write: table({
    usual: {
      writable_roots: [],
      network_access: false,
      exclude_tmpdir_env_var: false,
      exclude_slash_tmp: false,
    },
  }),
};
