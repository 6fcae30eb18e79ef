/** A machine config as a caller sends it, with the parts the platform itself needs filled in. */
import type { MachineConfig } from '../machine.ts';

/** What a caller may send: all is optional but the image. */
export type SentConfig = Partial<MachineConfig> & Pick<MachineConfig, 'image'>;

const smallest = { cpu_kind: 'shared', cpus: 1, memory_mb: 256 } as const;

export function completeConfig(sent: SentConfig): MachineConfig {
  return {
    ...sent,
    env: sent.env ?? {},
    guest: { ...smallest, ...sent.guest },
    metadata: sent.metadata ?? {},
    services: (sent.services ?? []).map((service) => ({
      ...service,
      ...('autostop' in service ? { autostop: autostopOf(service['autostop']) } : {}),
      checks: service.checks ?? [],
    })),
    checks: sent.checks ?? {},
  };
}

/** Words are taken, and answered as the documentation shows: `off` and `stop` are false and true. */
function autostopOf(sent: unknown): unknown {
  return sent === 'off' ? false : sent === 'stop' ? true : sent;
}
