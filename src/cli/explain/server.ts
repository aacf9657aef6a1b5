import type { Fleet } from '../../model/fleet.ts';
import { clientName } from '../../model/stories/find-client.ts';
import { QueueStory } from '../../model/stories/queue-story.ts';
import { serverText } from '../../report/explain/server-text.ts';
import { suggestion } from '../../scenario/closest.ts';
import { visible } from '../../scenario/issue.ts';
import { parseDuration } from '../../scenario/units.ts';
import { Ending, EXIT } from '../exit.ts';
import { watchAgain } from '../replay/watch-again.ts';
import { type Asked, clientCommand, instantOf } from './asked.ts';

const SLICES = 12;
const SLICE_MIN_MS = 1000;

interface Span {
  readonly at: string | undefined;
  readonly span: string | undefined;
}

/** What filled the queue of a server before an instant. */
export async function explainServer(asked: Asked, name: string, span: Span): Promise<string> {
  const { folder, scenario, quiet, signal } = asked;
  const untilMs = instantOf(asked, 'at', span.at ?? '');
  const fromMs = Math.max(0, untilMs - spanMs(span.span ?? '1 h'));
  const sliceMs = Math.max(SLICE_MIN_MS, Math.ceil((untilMs - fromMs) / SLICES));
  const stand = (fleet: Fleet) => {
    const station = stationOf(fleet, name);
    return () => ({ station, story: new QueueStory(scenario, fleet, station, fromMs, sliceMs) });
  };
  const { fleet, witness } = await watchAgain(folder, scenario, { fromMs, untilMs }, stand, quiet, signal);
  const { station, story } = witness;
  story.end();
  const { slices, causes } = story;
  return serverText(
    scenario,
    fleet,
    { name: fleet.parts.servers.names[station]!.name, station, fromMs, untilMs, slices, causes },
    {
      clientName: (client) => `client ${client} (${visible(clientName(fleet.parts.clients, client))})`,
      command: (client) => clientCommand(asked, client),
    },
  );
}

function spanMs(written: string): number {
  const parsed = parseDuration(written);
  if ('problem' in parsed)
    throw new Ending(EXIT.usage, `--span ${visible(written)}: ${visible(parsed.problem)}`);
  if (parsed.value < 1) throw new Ending(EXIT.usage, '--span: look back for some time, such as "1 h"');
  return parsed.value;
}

/** Servers of two roles may have one name: the first of them is meant, software update points first. */
function stationOf({ parts: { servers } }: Fleet, name: string): number {
  const station = servers.names.findIndex((each) => each.name === name);
  if (station >= 0) return station;
  const known = servers.names.map((each) => each.name);
  throw new Ending(
    EXIT.usage,
    visible(`--server ${name}: there is no such server${suggestion(name, known)}`),
  );
}
