import type { Plan } from '../../../src/experiment/plan/plan.ts';

/** A scenario whose run takes a moment: one update for some clients of one office. */
export const TINY_SCENARIO = `
name: tiny
start: 2024-06-10 00:00 UTC
horizon: 4 d
catalog:
  origin: made up
  updates:
    - id: faaf2140-998d-4955-a871-9b269ea48b0e
      kb: KB5039212
      product: Windows 11 23H2
      kind: LCU
      classification: Security Updates
      released: 2024-06-11T17:00:00Z
      size: 1 MB
locations:
  - { name: Office, timeZone: Europe/Paris }
site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints: [{ name: SUP1, location: Office }]
  managementPoints: [{ name: MP1, location: Office }]
  distributionPoints: [{ name: DP1, location: Office }]
groups:
  - { name: Workstations, count: 20, product: Windows 11 23H2, kind: workstation, location: Office }
deployments:
  - name: June
    updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }
    created: 2024-06-11 21:00 UTC
    deadline: 2024-06-12 12:00 UTC
`;

/** A plan of that scenario with so many replications. */
export function tinyPlan(count: number, changes: Partial<Plan> = {}): Plan {
  return {
    program: 'fleetsim',
    format: 1,
    version: '0.0.0-test',
    timeZoneData: process.versions.tz ?? 'unknown',
    name: 'tiny',
    question: { kind: 'replications', replications: { kind: 'count', count }, confidence: 0.95 },
    responses: [],
    seed: null,
    points: [{ name: 'tiny', file: 'tiny.yaml', set: [] }],
    sources: { files: [{ name: 'tiny.yaml', text: TINY_SCENARIO }], links: [] },
    ...changes,
  };
}
