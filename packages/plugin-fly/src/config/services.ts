/** Services of a machine: [http_service] first, then each of [[services]]. */
import { serviceChecks } from './checks.ts';
import type { File, HttpHandlerOptions, HttpService, Service, ServicePort } from './file.ts';
import { matcher } from './groups.ts';
import { orNone } from './machine-config.ts';
import type { MachineServiceConfig } from './machine-config.ts';

/** The services of a group. */
export function servicesOf(file: File, group: string): readonly MachineServiceConfig[] {
  const isFor = matcher(file, group);
  return servicesInFile(file)
    .filter(isFor)
    .map((service) => ({
      protocol: orNone(service.protocol),
      internal_port: orNone(service.internal_port),
      autostop: service.auto_stop_machines,
      autostart: service.auto_start_machines,
      min_machines_running: service.min_machines_running,
      ports: orNone(service.ports?.map(portOf)),
      checks: orNone(serviceChecks(service.tcp_checks ?? [], service.http_checks ?? [])),
      concurrency: service.concurrency && {
        type: orNone(service.concurrency.type),
        hard_limit: orNone(service.concurrency.hard_limit),
        soft_limit: orNone(service.concurrency.soft_limit),
      },
    }));
}

/** All services of a file in one form. */
export function servicesInFile(file: File): readonly Service[] {
  const web = file.http_service === undefined ? [] : [asService(file.http_service)];
  return [...web, ...(file.services ?? [])];
}

/** Ports 80 and 443 for HTTP. Only port 80 can send to HTTPS. */
function asService(web: HttpService): Service {
  const { force_https, tls_options, http_options, checks, ...rest } = web;
  return {
    ...rest,
    protocol: 'tcp',
    http_checks: checks,
    ports: [
      { port: 80, handlers: ['http'], force_https, http_options },
      { port: 443, handlers: ['http', 'tls'], http_options, tls_options },
    ],
  };
}

function portOf(port: ServicePort): object {
  return {
    port: port.port,
    start_port: port.start_port,
    end_port: port.end_port,
    handlers: orNone(port.handlers),
    force_https: orNone(port.force_https),
    tls_options: port.tls_options && {
      alpn: orNone(port.tls_options.alpn),
      versions: orNone(port.tls_options.versions),
      default_self_signed: port.tls_options.default_self_signed,
    },
    http_options: port.http_options && httpOptionsOf(port.http_options),
    proxy_proto_options: port.proxy_proto_options && {
      version: orNone(port.proxy_proto_options.version),
    },
  };
}

function httpOptionsOf(options: HttpHandlerOptions): object {
  const { response, replay_cache, ...rest } = options;
  return {
    ...rest,
    response: response && { ...response, headers: noneIfEmpty(response.headers) },
    replay_cache: orNone(
      replay_cache?.map((cache) => ({
        path_prefix: cache.path_prefix ?? '',
        ttl_seconds: cache.ttl_seconds ?? 0,
        type: cache.type ?? '',
        name: cache.name ?? '',
        allow_bypass: orNone(cache.allow_bypass),
      })),
    ),
  };
}

function noneIfEmpty(table: object | undefined): object | undefined {
  return table === undefined || Object.keys(table).length === 0 ? undefined : table;
}
