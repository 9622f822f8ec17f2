// Credentials at rest and in use: a store as configured, and the service that keeps them fresh.

export { type CredentialService, openCredentialService, type Recovery } from './credential-service.js';
export { CredentialError } from './errors.js';
export { openStore, type StoreMode } from './open-store.js';
