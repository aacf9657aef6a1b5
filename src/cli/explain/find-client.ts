import type { Fleet } from '../../model/fleet.ts';
import type { Scenario } from '../../model/scenario.ts';
import { findClient } from '../../model/stories/find-client.ts';
import { suggestion } from '../../scenario/closest.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';

/** The client that somebody names by its number or as group/number; ends with what is close to one that does not exist. */
export function clientOf({ groups }: Scenario, { parts }: Fleet, written: string): number {
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
