import type { Clients } from '../client/clients.ts';

/** How a client is called by people: `Paris laptops/12`, of a machine that was rebuilt `Paris laptops/12/1`. */
export function clientName(clients: Clients, client: number): string {
  const build = clients.buildOf(client);
  const name = `${clients.groups[clients.groupOf[client]!]!.name}/${clients.machineOf(client)}`;
  return build === 0 ? name : `${name}/${build}`;
}

/**
 * The client of a number of the fleet, as in `clients.csv`, or of a name as `clientName` makes it; −1: there is none.
 * Groups may have a slash in their names, and may be called like a number.
 */
export function findClient(clients: Clients, written: string): number {
  for (let client = 0; client < clients.count; client++)
    if (clientName(clients, client) === written) return client;
  const number = /^\d{1,8}$/.test(written) ? Number(written) : -1;
  return number < clients.count ? number : -1;
}
