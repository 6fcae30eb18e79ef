/** Makes a channel from its kind, its options, and a function that connects. */
import type { ListenerContext } from '@paintbox/deploy-core';
import type { FleetListenerContext } from '@paintbox/deploy-core/fleet';
import type { Channel, ChannelContext, ChannelOptions, Connection } from './channel.ts';
import { channelListener } from './channel-listener.ts';
import { fleetChannel, fleetRun } from './fleet-channel.ts';
import { notifySettings } from '../errors.ts';

/** The longest time for a notice, in ms. The engine gives listeners 10 s after the end of a run. */
const MOST_MS = 8_000;

/** The definition of a kind of channel. */
export interface ChannelKind {
  readonly kind: string;
  readonly variables: string;
  /** Undefined without an address. Problems of the settings are collected in `problems`. */
  connect(context: ChannelContext, name: string, problems: string[]): Connection | undefined;
}

/** Makes a channel. */
export function defineChannel(kind: ChannelKind, options: ChannelOptions): Channel {
  const name = options.name ?? kind.kind;
  const budgetMs = Math.min(options.budgetMs ?? MOST_MS, MOST_MS);
  const connected = (context: ChannelContext): Connection | undefined => {
    // The name is part of the keys of the state store.
    const problems = /^[a-z0-9][a-z0-9-]*$/.test(name) ? [] : [`its name may have only a-z, 0-9 and -`];
    const connection = kind.connect(context, name, problems);
    if (problems.length > 0) throw notifySettings(name, problems);
    return connection;
  };
  return {
    name,
    variables: kind.variables,
    budgetMs,
    connect: connected,
    open(context: ListenerContext) {
      const { pipeline, handOut } = context.run;
      // A fleet tells of its members together: there may be a thousand of them.
      const heard = handOut === undefined && (options.pipelines?.includes(pipeline) ?? true);
      const connection = heard ? connected(context) : undefined;
      if (connection === undefined) return { name, handle: () => undefined };
      return channelListener({ channel: name, options, budgetMs, connection, context });
    },
    openFleet(context: FleetListenerContext) {
      const heard = options.pipelines?.includes(`fleet ${context.fleet}`) ?? true;
      const inputs = { ...context, run: fleetRun(context) };
      const connection = heard ? connected(inputs) : undefined;
      if (connection === undefined) return { handle: () => undefined };
      return fleetChannel({ channel: name, options, budgetMs, connection, context: inputs });
    },
  };
}
