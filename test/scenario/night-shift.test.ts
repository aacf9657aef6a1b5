import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { loadText, SMALL, smallWith } from './loading.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The group in Tokyo, with other hours. */
function withBranch(lines: string) {
  return loadText(smallWith('    kind: laptop\n', `    kind: laptop\n${lines}`));
}

describe('Hours that end before they begin', () => {
  it('end on the next day: of presence, of users and of business', () => {
    const { scenario, issues } = withBranch(`    presence: { officeHours: { from: 22:00, to: 06:00 } }
    user: { signedIn: officeHours, from: 21:30, to: 05:30 }
`);
    expect(issues).toEqual([]);
    const { presence, user } = scenario!.groups[1]!;
    expect(presence).toMatchObject({ fromMs: 22 * HOUR_MS, toMs: (24 + 6) * HOUR_MS });
    expect(user).toMatchObject({ fromMs: 21.5 * HOUR_MS, toMs: (24 + 5.5) * HOUR_MS });
    const roaming = withBranch('    presence: { roaming: { from: 22:00, to: 06:00 } }\n').scenario!
      .groups[1]!;
    expect(roaming.presence).toMatchObject({ fromMs: 22 * HOUR_MS, toMs: (24 + 6) * HOUR_MS });
    const set = ['clientSettings.businessHours={ days: Mon-Fri, from: "18:00", to: "02:00" }'];
    const { businessHours } = loadText(SMALL, { set }).scenario!.clientSettings;
    expect(businessHours).toMatchObject({ fromMs: 18 * HOUR_MS, toMs: (24 + 2) * HOUR_MS });
  });

  it('leave hours within a day, and a whole day, as they are', () => {
    const { presence } = withBranch('    presence: { officeHours: { from: 00:00, to: 24:00 } }\n').scenario!
      .groups[1]!;
    expect(presence).toMatchObject({ fromMs: 0, toMs: DAY_MS });
  });

  it('let a night shift be present at night, absent at noon, and become compliant', () => {
    const { scenario } = withBranch(`    presence:
      officeHours: { days: Mon-Fri, from: 22:00, to: 06:00, jitter: 0 min, attendance: 100 % }
    user: { signedIn: officeHours, from: 22:00, to: 06:00 }
`);
    const fleet = new Fleet(scenario!, 0);
    const member = fleet.parts.clients.groupOf.indexOf(1);
    const tokyoMs = (day: number, hour: number) => day * DAY_MS + (hour - 9) * HOUR_MS;
    const isPresent = (day: number, hour: number) => {
      fleet.run(tokyoMs(day, hour));
      return fleet.parts.presence.isPresent(member, fleet.nowMs);
    };
    expect(isPresent(0, 21)).toBe(false);
    expect(isPresent(0, 23)).toBe(true);
    expect(isPresent(1, 5)).toBe(true);
    expect(isPresent(1, 12)).toBe(false);
    expect(isPresent(5, 5)).toBe(true);
    expect(isPresent(5, 23)).toBe(false);
    fleet.run(scenario!.horizonMs);
    expect(fleet.complianceShare()).toBe(1);
  });
});
