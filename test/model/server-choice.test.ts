import { describe, expect, it } from 'vitest';
import { Clients } from '../../src/model/client/clients.ts';
import { chooseServers } from '../../src/model/site/server-choice.ts';
import { Luck } from '../../src/sim/random.ts';
import { group } from './small-fleet.ts';

const COUNT = 20_000;
const luck = new Luck('1', 0);
const clients = new Clients([group({ count: COUNT })], luck);
const choice = (...names: string[]) => {
  const all = names.map((_, server) => server);
  const chosen = chooseServers('server', names, [all], clients, luck);
  return Array.from(chosen, (server) => names[server]!);
};

describe('the choice among servers', () => {
  it('gives each of three a third of the clients', () => {
    const sigma = Math.sqrt(COUNT * (1 / 3) * (2 / 3));
    for (const name of ['A', 'B', 'C']) {
      const share = choice('A', 'B', 'C').filter((chosen) => chosen === name).length;
      expect(Math.abs(share - COUNT / 3)).toBeLessThan(4 * sigma);
    }
  });

  it('moves only those clients to one more server that it takes, wherever it stands in the list', () => {
    const before = choice('A', 'B', 'C');
    const after = choice('D', 'C', 'A', 'B');
    const moved = after.filter((server, client) => server !== before[client]);
    expect(new Set(moved)).toEqual(new Set(['D']));
    expect(Math.abs(moved.length - COUNT / 4)).toBeLessThan(4 * Math.sqrt(COUNT * (1 / 4) * (3 / 4)));
  });

  it("is among the servers of the client's group, and the same as if there were no others", () => {
    const two = new Clients([group({ count: COUNT }), group({ name: 'others', count: COUNT })], luck);
    const names = ['A', 'B', 'C'];
    const chosen = chooseServers('server', names, [[0, 2], [1]], two, luck);
    const alone = choice('A', 'C');
    const ofFirst = Array.from(chosen, (server, client) => ({ server, client })).filter(
      ({ client }) => two.groupOf[client] === 0,
    );
    const byNumber = new Map(ofFirst.map(({ server, client }) => [two.numberInGroup[client], names[server]]));
    expect(alone.every((name, client) => byNumber.get(clients.numberInGroup[client]) === name)).toBe(true);
    expect(chosen.every((server, client) => two.groupOf[client] === 0 || server === 1)).toBe(true);
  });
});
