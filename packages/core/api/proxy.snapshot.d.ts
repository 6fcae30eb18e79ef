/* oxlint-disable */
// The public API, for review. Changed on purpose? node scripts/api-snapshot.ts --accept

// --- What is exported ---

// proxy/proxy-agents.d.ts ProxyAgents
export interface ProxyAgents {
  readonly http: Agent;
  readonly https: SecureAgent;
}

// proxy/proxy-agents.d.ts proxyAgents
export declare function proxyAgents(env: ProxyEnvironment, options?: AgentOptions): ProxyAgents;

// proxy/proxy-for.d.ts ProxyEnvironment
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

// proxy/proxy-for.d.ts proxyFor
export declare function proxyFor(url: string | URL, env: ProxyEnvironment): URL | undefined;

// proxy/tunnel.d.ts tunnel
export declare function tunnel(
  proxy: URL,
  target: {
    readonly host: string;
    readonly port: number;
  },
  signal?: AbortSignal,
): Promise<Socket>;

// --- What that mentions ---
