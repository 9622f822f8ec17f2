// Where an administrator's files lie.

export const SYSTEM_FOLDER = '/etc/codex';

/** What the administrator demands. */
export const REQUIREMENTS_FILE = `${SYSTEM_FOLDER}/requirements.toml`;
