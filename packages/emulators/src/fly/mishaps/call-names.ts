/** The one table of the platform's calls: by method and path, the name that the log of calls and the mishaps use. */
import { pathPattern } from '../path-pattern.ts';

type Row = readonly [name: string, method: string, path: string];

const app = '/v1/apps/:app';
const machine = `${app}/machines/:id`;

const machinesApi: readonly Row[] = [
  ['apps.list', 'GET', '/v1/apps'],
  ['apps.create', 'POST', '/v1/apps'],
  ['apps.get', 'GET', app],
  ['apps.delete', 'DELETE', app],
  ['machines.list', 'GET', `${app}/machines`],
  ['machines.create', 'POST', `${app}/machines`],
  ['machines.get', 'GET', machine],
  ['machines.update', 'POST', machine],
  ['machines.destroy', 'DELETE', machine],
  ['machines.start', 'POST', `${machine}/start`],
  ['machines.stop', 'POST', `${machine}/stop`],
  ['machines.suspend', 'POST', `${machine}/suspend`],
  ['machines.restart', 'POST', `${machine}/restart`],
  ['machines.signal', 'POST', `${machine}/signal`],
  ['machines.cordon', 'POST', `${machine}/cordon`],
  ['machines.uncordon', 'POST', `${machine}/uncordon`],
  ['machines.wait', 'GET', `${machine}/wait`],
  ['machines.exec', 'POST', `${machine}/exec`],
  ['machines.ps', 'GET', `${machine}/ps`],
  ['machines.events', 'GET', `${machine}/events`],
  ['machines.versions', 'GET', `${machine}/versions`],
  ['machines.logs', 'GET', `${machine}/logs`],
  ['metadata.get', 'GET', `${machine}/metadata`],
  ['metadata.patch', 'PATCH', `${machine}/metadata`],
  ['metadata.set', 'POST', `${machine}/metadata/:key`],
  ['metadata.delete', 'DELETE', `${machine}/metadata/:key`],
  ['leases.get', 'GET', `${machine}/lease`],
  ['leases.acquire', 'POST', `${machine}/lease`],
  ['leases.release', 'DELETE', `${machine}/lease`],
  ['volumes.list', 'GET', `${app}/volumes`],
  ['volumes.create', 'POST', `${app}/volumes`],
  ['volumes.get', 'GET', `${app}/volumes/:id`],
  ['volumes.delete', 'DELETE', `${app}/volumes/:id`],
  ['secrets.list', 'GET', `${app}/secrets`],
  ['secrets.change', 'POST', `${app}/secrets`],
  ['secrets.get', 'GET', `${app}/secrets/:key`],
  ['secrets.set', 'POST', `${app}/secrets/:key`],
  ['secrets.delete', 'DELETE', `${app}/secrets/:key`],
  ['ips.list', 'GET', `${app}/ip_assignments`],
  ['ips.assign', 'POST', `${app}/ip_assignments`],
  ['ips.remove', 'DELETE', `${app}/ip_assignments/:ip`],
  ['tokens.current', 'GET', '/v1/tokens/current'],
  ['regions.list', 'GET', '/v1/platform/regions'],
  ['placements.ask', 'POST', '/v1/platform/placements'],
];

const webApi: readonly Row[] = [
  ['graphql', 'POST', '/graphql'],
  ['organizations.list', 'GET', '/api/v1/organizations'],
  ['organizations.get', 'GET', '/api/v1/organizations/:org'],
  ['builds.create', 'POST', '/api/v1/builds'],
  ['builds.finish', 'POST', '/api/v1/builds/finish'],
  ['releases.newest', 'GET', '/api/v1/releases/all_current'],
  ['releases.list', 'GET', '/api/v1/apps/:app/releases'],
  ['releases.current', 'GET', '/api/v1/apps/:app/releases/current'],
  ['releases.create', 'POST', '/api/v1/releases'],
  ['releases.update', 'PATCH', '/api/v1/releases/:release'],
];

/** The distribution specification, https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints. */
const registry: readonly Row[] = [
  ['registry.ping', 'GET', '/v2/'],
  ['registry.ping', 'GET', '/v2'],
  ['registry.tags', 'GET', '/v2/:repository*/tags/list'],
  ['registry.manifest', 'GET', '/v2/:repository*/manifests/:reference'],
  ['registry.manifest', 'HEAD', '/v2/:repository*/manifests/:reference'],
  ['registry.put-manifest', 'PUT', '/v2/:repository*/manifests/:reference'],
  ['registry.delete-manifest', 'DELETE', '/v2/:repository*/manifests/:reference'],
  ['registry.start-upload', 'POST', '/v2/:repository*/blobs/uploads/'],
  ['registry.upload-status', 'GET', '/v2/:repository*/blobs/uploads/:upload'],
  ['registry.upload', 'PATCH', '/v2/:repository*/blobs/uploads/:upload'],
  ['registry.finish-upload', 'PUT', '/v2/:repository*/blobs/uploads/:upload'],
  ['registry.cancel-upload', 'DELETE', '/v2/:repository*/blobs/uploads/:upload'],
  ['registry.blob', 'GET', '/v2/:repository*/blobs/:digest'],
  ['registry.blob', 'HEAD', '/v2/:repository*/blobs/:digest'],
  ['registry.delete-blob', 'DELETE', '/v2/:repository*/blobs/:digest'],
];

/** What the stand-in for flyctl asks. */
const builder: readonly Row[] = [['builder.build', 'POST', '/builder/apps/:app/builds']];

const table = [...machinesApi, ...webApi, ...registry, ...builder].map(([name, method, path]) => ({
  name,
  method,
  pattern: pathPattern(path),
}));

/** Names of all calls, each once. */
export const callNames: readonly string[] = [...new Set(table.map(({ name }) => name))];

/** The name of a call; undefined for what the platform does not have. */
export function callName(method: string | undefined, path: string): string | undefined {
  return table.find((row) => row.method === method && row.pattern.test(path))?.name;
}
