import type { Fleet } from '../../model/fleet.ts';
import type { Scenario } from '../../model/scenario.ts';
import { ClientStory } from '../../model/stories/client-story.ts';
import { clientName } from '../../model/stories/find-client.ts';
import { ClientTeller } from '../../report/explain/client-text.ts';
import { visible } from '../../scenario/issue.ts';
import { watchAgain } from '../replay/watch-again.ts';
import { type Asked, spanOf, type WrittenSpan } from './asked.ts';
import { clientOf } from './find-client.ts';

/** The story of a client from the first release to the end, or of the span that is asked for. */
export async function explainClient(asked: Asked, written: string, span: WrittenSpan): Promise<string> {
  const { folder, scenario, quiet, signal } = asked;
  const watched = spanOf(asked, span, firstReleaseMs(scenario));
  const { fromMs, untilMs } = watched;
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
  const { witness } = await watchAgain(folder, scenario, watched, stand, quiet, signal);
  const { story, teller, lines } = witness;
  story.end();
  return [...lines, ...teller.ending(untilMs, story.facts)].join('\n');
}

function firstReleaseMs({ catalog }: Scenario): number {
  return catalog.updates.find(({ releasedMs }) => releasedMs >= 0)?.releasedMs ?? 0;
}
