// Credentials at rest and in use: a store as configured, and the service that keeps them fresh.

export { type CredentialService, openCredentialService } from './credential-service.js';
export { openStore } from './open-store.js';
