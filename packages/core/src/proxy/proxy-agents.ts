/** Agents of Node's HTTP client that go through the proxy of the environment. */
import { Agent } from 'node:http';
import type { AgentOptions, ClientRequestArgs } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectSecure } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { callbackify } from 'node:util';
import { proxyFor } from './proxy-for.ts';
import type { ProxyEnvironment } from './proxy-for.ts';
import { tunnel } from './tunnel.ts';

type Done = (error: Error | null, stream: Duplex) => void;

/** An agent for each scheme. */
export interface ProxyAgents {
  readonly http: Agent;
  readonly https: SecureAgent;
}

/** Makes both. Each connection goes straight or through a tunnel, as {@link proxyFor} says of its address. */
export function proxyAgents(env: ProxyEnvironment, options: AgentOptions = {}): ProxyAgents {
  return { http: new PlainAgent(env, options), https: new TlsAgent(env, options) };
}

class PlainAgent extends Agent {
  readonly #env: ProxyEnvironment;

  constructor(env: ProxyEnvironment, options: AgentOptions) {
    super(options);
    this.#env = env;
  }

  override createConnection(options: ClientRequestArgs, done?: Done): Duplex | null | undefined {
    const way = wayOf('http:', options, this.#env);
    if (way === undefined) return super.createConnection(options, done);
    connected(way, (socket) => socket, done);
    return undefined;
  }
}

class TlsAgent extends SecureAgent {
  readonly #env: ProxyEnvironment;

  constructor(env: ProxyEnvironment, options: AgentOptions) {
    super(options);
    this.#env = env;
  }

  override createConnection(
    options: ClientRequestArgs & ConnectionOptions,
    done?: Done,
  ): Duplex | null | undefined {
    const way = wayOf('https:', options, this.#env);
    if (way === undefined) return super.createConnection(options, done);
    connected(way, (socket) => connectSecure({ ...options, socket }), done);
    return undefined;
  }
}

interface WayOut {
  readonly proxy: URL;
  readonly host: string;
  readonly port: number;
}

function wayOf(
  protocol: string,
  { host, port }: ClientRequestArgs,
  env: ProxyEnvironment,
): WayOut | undefined {
  const name = host ?? 'localhost';
  const number = Number(port ?? (protocol === 'https:' ? 443 : 80));
  const proxy = proxyFor(`${protocol}//${name.includes(':') ? `[${name}]` : name}:${number}`, env);
  return proxy === undefined ? undefined : { proxy, host: name, port: number };
}

/** Opens the tunnel, and gives what is made of its connection. Node reads no stream beside an error, although its type asks for one. */
function connected(way: WayOut, use: (socket: Socket) => Duplex, done: Done | undefined): void {
  const open = callbackify(async () => use(await tunnel(way.proxy, way)));
  open((error, stream) => done?.(error, stream));
}
