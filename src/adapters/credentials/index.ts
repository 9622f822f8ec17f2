// Credentials at rest and in use: a store as configured, and the service that keeps them fresh.

export { openCredentialService } from './credential-service.js';
export { openStore } from './open-store.js';
