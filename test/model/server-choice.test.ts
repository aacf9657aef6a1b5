import { describe, expect, it } from 'vitest';
import { Clients } from '../../src/model/client/clients.ts';
import { chooseServers } from '../../src/model/site/server-choice.ts';
import { Luck } from '../../src/sim/random.ts';
import { group } from './small-fleet.ts';

const COUNT = 20_000;
const luck = new Luck('1', 0);
const clients = new Clients([group({ count: COUNT })], luck);
const choice = (...names: string[]) => {
  const chosen = chooseServers('server', names, clients, luck);
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
});
