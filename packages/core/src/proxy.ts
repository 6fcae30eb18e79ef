// For whatever asks the network: through which proxy an address is reached, and how.
import './node-version.ts';
export { proxyAgents } from './proxy/proxy-agents.ts';
export type { ProxyAgents } from './proxy/proxy-agents.ts';
export { proxyFor } from './proxy/proxy-for.ts';
export type { ProxyEnvironment } from './proxy/proxy-for.ts';
export { tunnel } from './proxy/tunnel.ts';
