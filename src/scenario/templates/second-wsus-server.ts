import { catalogOf, headOf, OF_JUNE } from './pieces.ts';

const QUESTION = 'At one deadline for all, does a second WSUS server spare clients that they are refused?';

/** A small WSUS server that is busy at the deadline. */
export const secondWsusServer = {
  name: 'second-wsus-server',
  question: QUESTION,
  text: (name: string) => `${headOf(name, { question: QUESTION, horizon: '10 d' })}
${catalogOf('Windows 11 23H2')}
locations:
  - { name: Office, timeZone: Europe/Berlin }

site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints:               # a small machine: one processor, and a short queue for the small fleet
    - { name: SUP1, location: Office, servers: 1, queueLimit: 100 }
  managementPoints: [{ name: MP1, location: Office, fileMover: 0 s }]
  distributionPoints: [{ name: DP1, location: Office, rate: 10 Gbit/s }]

groups:
  - name: workstations
    count: 500
    product: Windows 11 23H2
    kind: workstation
    location: Office
    presence: { officeHours: { from: 08:00, to: 18:00, absence: sleep } }
    user: { signedIn: officeHours }

deployments:
  - name: June
    updates: ${OF_JUNE}
    groups: all
    created: 2024-06-11 21:00 UTC
    deadline: 2024-06-13 12:00 client-local    # everybody looks again before installing

thresholds:                           # compare tells what becomes of these
  - { metric: scans.refused, atMost: 2000 }
  - { metric: coverage.June.actual.p90.sinceReleaseHours, atMost: 7 d }
`,
} as const;

/** The same with two such servers, as after \`--with\`. */
export const WITH_SECOND_SERVER =
  'site.softwareUpdatePoints=[{ name: SUP1, location: Office, servers: 1, queueLimit: 100 }, { name: SUP2, location: Office, servers: 1, queueLimit: 100 }]';
