/** Checks of a service, and those of the machine. */
import { printDuration } from './go-duration.ts';
import type { HttpCheck, TcpCheck, TopCheck } from './file.ts';
import type { MachineCheckConfig } from './machine-config.ts';

/** TCP checks first, then HTTP. They have no port: the platform asks the service's own. */
export function serviceChecks(
  tcp: readonly TcpCheck[],
  http: readonly HttpCheck[],
): readonly MachineCheckConfig[] {
  return [
    ...tcp.map((check) => ({ type: 'tcp', ...times(check) })),
    ...http.map((check) => ({ type: 'http', ...times(check), method: check.method, ...request(check) })),
  ];
}

/** A check of the machine. Its method is written in capitals, that of a service's check as it stands in the file. */
export function machineCheck(check: TopCheck, port: number): MachineCheckConfig {
  const method = check.method?.toUpperCase();
  return { type: check.type ?? '', port, ...times(check), method, ...request(check) };
}

function times({ interval, timeout, grace_period }: TcpCheck): Partial<MachineCheckConfig> {
  return {
    interval: printed(interval),
    timeout: printed(timeout),
    grace_period: printed(grace_period),
  };
}

function request(check: HttpCheck): Partial<MachineCheckConfig> {
  const { path, protocol, tls_skip_verify, tls_server_name } = check;
  const headers = Object.entries(check.headers ?? {}).map(([name, value]) => headerOf(name, value));
  return {
    path,
    protocol,
    tls_skip_verify,
    tls_server_name,
    ...(headers.length === 0 ? {} : { headers }),
  };
}

function headerOf(
  name: string,
  value: string,
): { readonly name: string; readonly values: readonly string[] } {
  return { name, values: [value] };
}

function printed(ns: bigint | undefined): string | undefined {
  return ns === undefined ? undefined : printDuration(ns);
}
