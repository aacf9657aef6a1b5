import type { Fleet } from '../../model/fleet.ts';
import type { Scenario } from '../../model/scenario.ts';
import { ClientStory } from '../../model/stories/client-story.ts';
import { clientName, findClient } from '../../model/stories/find-client.ts';
import { ClientTeller } from '../../report/explain/client-text.ts';
import { suggestion } from '../../scenario/closest.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { watchAgain } from '../replay/watch-again.ts';
import { type Asked, instantOf } from './asked.ts';

interface Span {
  readonly from: string | undefined;
  readonly until: string | undefined;
}

/** The story of a client from the first release to the end, or of the span that is asked for. */
export async function explainClient(asked: Asked, written: string, span: Span): Promise<string> {
  const { folder, scenario, quiet, signal } = asked;
  const fromMs = span.from === undefined ? firstReleaseMs(scenario) : instantOf(asked, 'from', span.from);
  const untilMs = span.until === undefined ? scenario.horizonMs : instantOf(asked, 'until', span.until);
  if (untilMs < fromMs) throw new Ending(EXIT.usage, '--until is before the beginning of the story');
  const stand = (fleet: Fleet) => {
    const client = clientOf(scenario, fleet, written);
    return () => {
      const teller = new ClientTeller(scenario, fleet, client);
      const lines: string[] = [];
      const story = new ClientStory(scenario, folder.identity.replication, fleet, client, (chapter) => {
        lines.push(...teller.lines(chapter));
      });
      const title = `client ${client} (${visible(clientName(fleet.parts.clients, client))})`;
      lines.push(...teller.heading(title, fromMs, story.facts));
      return { story, teller, lines };
    };
  };
  const { witness } = await watchAgain(folder, scenario, { fromMs, untilMs }, stand, quiet, signal);
  const { story, teller, lines } = witness;
  story.end();
  return [...lines, ...teller.ending(untilMs, story.facts)].join('\n');
}

function firstReleaseMs({ catalog }: Scenario): number {
  return catalog.updates.find(({ releasedMs }) => releasedMs >= 0)?.releasedMs ?? 0;
}

function clientOf({ groups }: Scenario, { parts }: Fleet, written: string): number {
  const client = findClient(parts.clients, written);
  if (client >= 0) return client;
  const at = written.lastIndexOf('/');
  const name = at < 0 ? written : written.slice(0, at);
  const group = groups.find((each) => each.name === name);
  const hint =
    group !== undefined
      ? `; its machines are ${name}/0 to ${name}/${group.count - 1}`
      : /^\d+$/.test(written)
        ? `; clients have the numbers 0 to ${parts.clients.count - 1}`
        : suggestion(
            written,
            groups.flatMap((each) => [`${each.name}/${numberIn(written, each.count)}`]),
          );
  throw new Ending(EXIT.usage, visible(`--client ${written}: there is no such client${hint}`));
}

/** The number in a group that somebody meant, as far as the group has it. */
function numberIn(written: string, count: number): number {
  const number = Number(/\/(\d+)$/.exec(written)?.[1] ?? 0);
  return Math.min(number, count - 1);
}
