import type { Luck } from '../../sim/random.ts';
import type { Clients } from '../client/clients.ts';

/**
 * Which of several servers each client has: among those of its group the one for which it draws the highest number.
 * The draws hang from the servers' names, so one more of n servers takes 1 / (n + 1) of the clients, and no other
 * client moves. Clients of a group without any keep 0, and must not ask.
 */
export function chooseServers(
  role: string,
  names: readonly string[],
  serversOfGroup: readonly (readonly number[])[],
  clients: Clients,
  luck: Luck,
): Uint16Array {
  const keys = names.map((name) => luck.key(`${role} ${name}`));
  const chosen = new Uint16Array(clients.count);
  for (let client = 0; client < clients.count; client++) {
    let highest = -1;
    for (const server of serversOfGroup[clients.groupOf[client]!]!) {
      const drawn = clients.draw(keys[server]!, client, 0);
      if (drawn <= highest) continue;
      highest = drawn;
      chosen[client] = server;
    }
  }
  return chosen;
}
