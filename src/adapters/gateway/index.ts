// Gateways before a model: their issuers, and where their tokens are kept.

export { createGatewayIssuer } from './gateway-issuer.js';
export { openGatewayTokens } from './open-gateway-tokens.js';
