import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Absence, Scenario } from '../../src/model/scenario.ts';
import { installing, juneBy, LEAVES_MS, officeScenario, RETURNS_MS } from './office-client.ts';
import { EVALUATION_MS } from './one-client.ts';
import { HOUR_MS, MINUTE_MS, runFleet, smallScenario } from './small-fleet.ts';

const LONG_MS = 3 * HOUR_MS;
/** The deadline is an hour before the client leaves: a scan, then the installation. */
const STARTS_MS = LEAVES_MS - HOUR_MS + EVALUATION_MS;

function officeInstalling(absence: Absence, runTimeMaxMs: number): Scenario {
  const { catalog } = smallScenario();
  return officeScenario(absence, {
    catalog: { ...catalog, updates: catalog.updates.map((each) => ({ ...each, runTimeMaxMs })) },
    deployments: [juneBy(LEAVES_MS - HOUR_MS)],
    assumptions: installing(LONG_MS),
  });
}

/** Time spent installing, by the end of each interval that had any. */
function busyMsByEnd(fleet: Fleet): [number, number][] {
  const { installations } = fleet.result();
  return Array.from({ length: installations.length }, (_, row): [number, number] => [
    installations.get(row, 't'),
    installations.get(row, 'busyMs'),
  ]).filter(([, busyMs]) => busyMs > 0);
}

const totalMs = (fleet: Fleet) => busyMsByEnd(fleet).reduce((sum, [, busyMs]) => sum + busyMs, 0);

describe('The time that a client spends installing', () => {
  it('is parted among the intervals in which it falls', () => {
    const startMs = STARTS_MS;
    const firstEndMs = Math.ceil(startMs / HOUR_MS) * HOUR_MS;
    expect(busyMsByEnd(runFleet(officeInstalling('offNetwork', 2 * LONG_MS)))).toEqual([
      [firstEndMs, firstEndMs - startMs],
      [firstEndMs + HOUR_MS, HOUR_MS],
      [firstEndMs + 2 * HOUR_MS, HOUR_MS],
      [firstEndMs + 3 * HOUR_MS, startMs + LONG_MS - (firstEndMs + 2 * HOUR_MS)],
    ]);
  });

  it('stands still while the machine is asleep', () => {
    const fleet = runFleet(officeInstalling('sleep', 2 * LONG_MS));
    expect(totalMs(fleet)).toBe(LONG_MS);
    const away = busyMsByEnd(fleet).filter(([endMs]) => endMs > LEAVES_MS && endMs <= RETURNS_MS);
    expect(away).toEqual([]);
  });

  it('holds what a shutdown has broken off, beside the whole installation after it', () => {
    const brokenOffMs = LEAVES_MS - STARTS_MS;
    expect(totalMs(runFleet(officeInstalling('shutdown', 2 * LONG_MS)))).toBe(brokenOffMs + LONG_MS);
  });

  it('goes on when the client has given up at the maximum run time, for the operating system does', () => {
    expect(totalMs(runFleet(officeInstalling('offNetwork', 10 * MINUTE_MS)))).toBe(LONG_MS);
  });

  it('is the same in a run that was saved and restored in the middle of an installation', () => {
    const scenario = officeInstalling('sleep', 2 * LONG_MS);
    const first = new Fleet(scenario, 0);
    first.run(STARTS_MS + 10 * MINUTE_MS);
    const second = new Fleet(scenario, 0);
    second.restore(first.save());
    second.run(scenario.horizonMs);
    expect(totalMs(second)).toBe(LONG_MS);
  });
});
