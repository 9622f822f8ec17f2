/** What we keep beside the real server's files: caches and locks, safe to delete, and the facts no log holds. */
export const OWN_FOLDER = '.app-server-test-client';
