/** Says which members do not run what their ledgers say. */
import { fleetDrift } from '@paintbox/deploy-core/fleet';
import type { MemberDrift } from '@paintbox/deploy-core/fleet';
import { counted } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { printDocument } from '../../deliver.ts';
import { createPaint, wantsColour } from '../../paint.ts';
import { oneLine } from '../../printable.ts';
import { linesFor } from '../../wrap.ts';
import type { Invocation } from '../invocation.ts';
import { openFleet } from './fleet-desk.ts';

/**
 * Prints who has drifted, with `--json` everybody as `{ schema: 'paintbox.fleet-drift/1', … }`. Exit code 7 when somebody has, 6 when somebody could not be asked.
 *
 * @throws DeployError `FLEET_INVALID`, `FLEET_MEMBERS`
 */
export async function fleetDriftCommand(invocation: Invocation): Promise<ExitCode> {
  const { io, values, place } = invocation;
  const desk = openFleet(invocation, values.operands[0]);
  const fleet = desk.fleet.name;
  const members = await fleetDrift(desk.fleet, {
    environment: place.name,
    env: io.env,
    stateOf: (app) => desk.stateOf(app),
  });
  const has = (found: MemberDrift['found']): boolean => members.some((member) => member.found === found);
  const exitCode = has('drifted') ? 7 : has('unknown') ? 6 : 0;
  if (invocation.json)
    return printDocument(
      io,
      { schema: 'paintbox.fleet-drift/1', fleet, environment: place.name, members },
      exitCode,
    );
  const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
  const same = members.filter(({ found }) => found === 'same').length;
  const rest = members.filter(({ found }) => found !== 'same');
  io.stdout.write(
    linesFor(io.stdout, [
      `${paint.bold(fleet)} → ${paint.bold(place.name)}  ${same} of ${counted(members.length, 'member')} run what their ledgers say`,
      ...rest.map(
        (member) => `  ${paint.yellow(member.found.padEnd(8))}  ${member.app}: ${oneLine(whyOf(member))}`,
      ),
    ]),
  );
  return exitCode;
}

function whyOf({ found, expected, running, because }: MemberDrift): string {
  const runs = running.length === 0 ? 'nothing' : running.join(' and ');
  if (found === 'unknown') return because;
  return found === 'new' ? `runs ${runs}, and no release is recorded` : `runs ${runs}, not ${expected}`;
}
