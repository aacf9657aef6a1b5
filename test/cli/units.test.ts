import { describe, expect, it } from 'vitest';
import { folderName } from '../../src/cli/results-folder.ts';
import { wantsColor } from '../../src/cli/terminal.ts';
import { clientCountOf, memoryNeedBytes, memoryShortage } from '../../src/experiment/memory.ts';
import { scenarioOf } from '../report/run-result.ts';

function fleetOf(clients: number) {
  const [group] = scenarioOf().groups;
  return scenarioOf({ groups: [{ ...group!, count: clients }] });
}

describe('the memory that a scenario needs', () => {
  it('grows by the same for every client', () => {
    const need = (clients: number) => memoryNeedBytes(fleetOf(clients));
    expect(need(2_000_000) - need(1_000_000)).toBe(need(1_000_000) - need(0));
  });

  it('counts the clients that machines become by their rebuilds, as many as are to be expected', () => {
    const [group] = scenarioOf().groups;
    const rebuilt = {
      ...group!,
      count: 1000,
      rebuild: { law: 'exponential', mean: 20 * 86_400_000 },
    } as const;
    const scenario = scenarioOf({ groups: [rebuilt], horizonMs: 30 * 86_400_000 });
    // One and a half per machine, beside the first.
    expect(clientCountOf(scenario)).toBe(1000);
    const plain = scenarioOf({ groups: [{ ...rebuilt, count: 2500, rebuild: null }] });
    expect(memoryNeedBytes(scenario)).toBe(memoryNeedBytes(plain));
  });

  it('is named when ten million clients do not fit into a small machine', () => {
    const scenario = fleetOf(10_000_000);
    const shortage = memoryShortage(scenario, 2e9);
    expect(shortage).toContain('10,000,000 clients');
    expect(shortage).toContain(`${(memoryNeedBytes(scenario) / 1e9).toFixed(1)} GB`);
    expect(memoryShortage(scenario, memoryNeedBytes(scenario))).toBeNull();
  });
});

describe('the folder of a scenario', () => {
  it('has a name that is safe on any system', () => {
    expect(folderName('patch-tuesday')).toBe('patch-tuesday');
    expect(folderName('../../etc/passwd')).toBe('etc-passwd');
    expect(folderName('März 2024: what if?')).toBe('März-2024-what-if');
    expect(folderName('..')).toBe('run');
    expect(folderName('a. ')).toBe('a');
  });

  it('is never one that Windows takes for a device', () => {
    expect(['CON', 'nul', 'COM1', 'aux.v2'].map(folderName)).toEqual(['CON_', 'nul_', 'COM1_', 'aux_.v2']);
    expect(['console', 'COM10', 'v2.con'].map(folderName)).toEqual(['console', 'COM10', 'v2.con']);
  });
});

describe('colours', () => {
  it('are for terminals, unless somebody says otherwise', () => {
    const terminal = { isTTY: true };
    expect(wantsColor(undefined, terminal, { TERM: 'xterm' })).toBe(true);
    expect(wantsColor(undefined, {}, { TERM: 'xterm' })).toBe(false);
    expect(wantsColor(undefined, terminal, { TERM: 'dumb' })).toBe(false);
    expect(wantsColor(undefined, terminal, { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
    expect(wantsColor(undefined, {}, { FORCE_COLOR: '1' })).toBe(true);
    expect(wantsColor(true, {}, { NO_COLOR: '1' })).toBe(true);
    expect(wantsColor(false, terminal, { FORCE_COLOR: '1' })).toBe(false);
  });
});
