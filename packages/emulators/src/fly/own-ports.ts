/**
 * Loaded into every Node.js process of an emulated machine, so that it finds the machine's app where it would on the platform: at 127.0.0.1 and the
 * internal port. The app really listens on another port of this computer. A variable says which: `8080,9090=41234`.
 */
import { Socket } from 'node:net';

const { FLY_EMULATOR_OWN_PORTS: ports = '' } = process.env;
const [ofMachine = '', listened] = ports.split('=');
const internal = new Set(ofMachine.split(',').map(Number));
const real = Number(listened);
const loopback = new Set(['localhost', '127.0.0.1', '::1']);

interface Target {
  readonly host?: string;
  readonly port?: number | string;
}

function isTarget(value: unknown): value is Target {
  return typeof value === 'object' && value !== null && 'port' in value;
}

function translated(target: Target): Target {
  const isOwn = internal.has(Number(target.port)) && loopback.has(target.host ?? 'localhost');
  return isOwn ? { ...target, host: '127.0.0.1', port: real } : target;
}

// What reaches a socket is normalized: the arguments are a list of its own, with the options first.
const original = Reflect.get(Socket.prototype, 'connect') as (...args: unknown[]) => Socket;
function connect(this: Socket, ...args: unknown[]): Socket {
  const [first] = args;
  if (Array.isArray(first) && isTarget(first[0])) first[0] = translated(first[0]);
  else if (isTarget(first)) args[0] = translated(first);
  return original.apply(this, args);
}
Reflect.set(Socket.prototype, 'connect', connect);
