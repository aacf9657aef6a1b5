import { Fleet } from '../../../src/model/fleet.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { ClientStory } from '../../../src/model/stories/client-story.ts';
import { ClientTeller } from '../../../src/report/explain/client-text.ts';

/** A line of a story: when in UTC, and what is told. */
export interface ToldLine {
  readonly at: string;
  readonly text: string;
}

/** The story of a client from the start to an instant, line by line, without its heading and its end. */
export function toldOf(scenario: Scenario, client = 0, untilMs = scenario.horizonMs): ToldLine[] {
  const fleet = new Fleet(scenario, 0);
  const teller = new ClientTeller(scenario, fleet, client);
  const lines: string[] = [];
  const story = new ClientStory(scenario, 0, fleet, client, (chapter) => {
    lines.push(...teller.lines(chapter));
  });
  fleet.run(untilMs);
  story.end();
  return lines.map((line) => ({ at: line.slice(0, 19), text: line.slice(37) }));
}

/** What is told at an instant, in ms since the start; empty: nothing. */
export function toldAt(lines: readonly ToldLine[], scenario: Scenario, atMs: number): string {
  const at = new Date(scenario.startEpochMs + atMs).toISOString().slice(0, 19).replace('T', ' ');
  return lines
    .filter((line) => line.at === at)
    .map(({ text }) => text)
    .join(' | ');
}
