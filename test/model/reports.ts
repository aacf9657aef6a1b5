import { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { TOPICS } from '../../src/model/topics.ts';
import { LEARNS, OFFLINE } from './one-client.ts';
import { smallScenario } from './small-fleet.ts';
import { type Message, Witness } from './witness.ts';

/** One client that knows June's update before its deployment comes, and scans offline from then on. */
export function informed(changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  return smallScenario({
    clientSettings: OFFLINE,
    ...changes,
    actions: [LEARNS, ...(changes.actions ?? [])],
  });
}

export function witnessed(scenario: Scenario, untilMs = scenario.horizonMs) {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  fleet.run(untilMs);
  return { fleet, witness };
}

/** Topic and state by their documented ids, for example `402 10`. */
export const saysOf = ({ topic, state }: Message) => `${TOPICS[topic].id} ${state}`;

/** What clients raised, in order, leaving detections out. */
export function reportsOf(scenario: Scenario): string[] {
  return witnessed(scenario)
    .witness.raised.map(saysOf)
    .filter((says) => !says.startsWith('500'));
}
