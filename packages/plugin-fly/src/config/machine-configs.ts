/**
 * Turns a config file into the configs of its machines, as flyctl 0.4.87 does it: read, older forms moved, each section given to its groups, each group's
 * config made. Nothing is asked and nothing changes. Compared with recordings of the real flyctl for a corpus of files.
 */
import { initOf } from './commands-of.ts';
import type { File } from './file.ts';
import { fileShape } from './file-shape.ts';
import type { ConfigFinding, Found, Report } from './finding.ts';
import { envOf, stopConfigOf } from './group-env.ts';
import { groupNames, matcher } from './groups.ts';
import { guestOf, vmOf } from './guest.ts';
import { orNone } from './machine-config.ts';
import type { WantedConfig } from './machine-config.ts';
import { filesOf } from './machine-files.ts';
import type { ReadLocal } from './machine-files.ts';
import { mountsOf } from './mounts.ts';
import type { Parsed } from './parse.ts';
import { patched } from './patches.ts';
import { checkFile } from './refusals.ts';
import { releaseConfig } from './release-command.ts';
import { restartOf } from './restart.ts';
import { servicesOf } from './services.ts';
import { topChecksOf } from './top-checks.ts';
import { below, plainTable } from './value.ts';
import { warn } from './warnings.ts';

/** The machines of a group. */
export interface GroupConfig {
  readonly group: string;
  readonly config: WantedConfig;
}

/** What a file asks for. */
export interface MachineConfigs {
  readonly file: File;
  /** The file in its newer form, with the keys that flyctl does not know. */
  readonly plain: Readonly<Record<string, unknown>>;
  /** In alphabetical order. */
  readonly groups: readonly GroupConfig[];
  /** The machine of the release command. */
  readonly release: WantedConfig | undefined;
  /** The dedicated host of every machine, also where a group has no [[vm]]. */
  readonly host: string | undefined;
  /** The region of new machines. */
  readonly region: string | undefined;
  /** What makes the file impossible to release, in the order of the file. With any of it, the configs are not to be used. */
  readonly problems: readonly ConfigFinding[];
  readonly warnings: readonly ConfigFinding[];
}

/** Reads a parsed file. */
export function machineConfigs(parsed: Parsed, readLocal: ReadLocal): MachineConfigs {
  const problems: Found[] = [];
  const warnings: Found[] = [];
  const report: Report = {
    problem: (path, what, hint) => problems.push({ path, what, hint }),
    warning: (path, what, hint) => warnings.push({ path, what, hint }),
  };
  const { places, dropsBareDurations } = parsed;
  const newer = patched(parsed.table, { places, report, dropsBareDurations });
  const file = fileShape.read(newer, '', { report, places }) ?? {};
  checkFile(file, places, report);
  warn(file, places, report);
  const files = filesOf(file, readLocal, report);
  const groups = groupNames(file).map((group) => ({
    group,
    config: { ...configOf(file, group, report), files: orNone(files) },
  }));
  const release = releaseConfig(file, report);
  return {
    file,
    plain: plainTable(newer),
    groups,
    release: release && { ...release, files: orNone(files) },
    host: orNone(file.host_dedication_id),
    region: orNone(file.primary_region),
    problems: placed(problems, parsed),
    warnings: placed(warnings, parsed),
  };
}

function configOf(file: File, group: string, report: Report): WantedConfig {
  const vm = vmOf(file, group);
  const checks = topChecksOf(file, group);
  const metrics = file.metrics?.find(matcher(file, group));
  return {
    env: envOf(file, group),
    init: initOf(file, group),
    metadata: { fly_platform_version: 'v2', fly_process_group: group },
    guest: vm && guestOf(vm, file.host_dedication_id, below('vm', file.vm?.indexOf(vm) ?? 0), report),
    mounts: orNone(mountsOf(file, group)),
    services: orNone(servicesOf(file, group)),
    metrics: metrics && metricsOf(metrics),
    checks: Object.keys(checks).length === 0 ? undefined : checks,
    statics: orNone(file.statics?.map(staticOf)),
    restart: restartOf(file, group),
    stop_config: stopConfigOf(file),
  };
}

function metricsOf({ port, path, https }: NonNullable<File['metrics']>[number]): WantedConfig['metrics'] {
  return {
    ...(port ? { port } : {}),
    ...(path ? { path } : {}),
    ...(https ? { https } : {}),
  };
}

function staticOf(entry: NonNullable<File['statics']>[number]): object {
  const { guest_path = '', url_prefix = '', tigris_bucket = '', index_document = '' } = entry;
  return { guest_path, url_prefix, tigris_bucket, index_document };
}

/** The findings with their lines, in the order of the file, each once. */
function placed(found: readonly Found[], { lineOf }: Parsed): readonly ConfigFinding[] {
  const once = [...new Map(found.map((finding) => [`${finding.path}\n${finding.what}`, finding])).values()];
  return once
    .map((finding) => ({ ...finding, line: lineOf(finding.path) }))
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
