import { catalogOf, headOf, OF_JUNE } from './pieces.ts';

const QUESTION = 'How long does an update of 750 MB take to 60 clients of a branch behind 20 Mbit/s?';

/** A slow link, with or without a distribution point behind it. */
export const branchOffice = {
  name: 'branch-office',
  question: QUESTION,
  text: (name: string) => `${headOf(name, { question: QUESTION, horizon: '14 d' })}
${catalogOf('Windows 11 23H2')}
locations:
  - { name: Head office, timeZone: Europe/Berlin }    # the servers are here: no link between
  - name: Branch
    timeZone: Europe/Berlin
    link: { rate: 20 Mbit/s, latency: 30 ms }

site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints: [{ name: SUP1, location: Head office }]
  managementPoints: [{ name: MP1, location: Head office, fileMover: 0 s }]
  distributionPoints:
    - { name: DP1, location: Head office }
    # - { name: Branch DP, location: Branch }          # the update then crosses the link once

# With a distribution point in the branch, clients have to know which one is theirs:
# boundaryGroups:
#   - { name: head office, locations: [Head office], distributionPoints: [DP1] }
#   - { name: branch, locations: [Branch], distributionPoints: [Branch DP] }

groups:
  - name: branch workstations
    count: 60
    product: Windows 11 23H2
    kind: workstation
    location: Branch
    presence: { officeHours: { from: 08:00, to: 18:00, absence: sleep } }
    user: { signedIn: officeHours }

deployments:
  - name: June
    updates: ${OF_JUNE}
    groups: all
    created: 2024-06-11 21:00 UTC     # clients download from now on
    deadline: 2024-06-18 12:00 client-local

thresholds:                           # the run says which of these were met
  - { metric: coverage.June.actual.p95.sinceReleaseHours, atMost: 10 d }
  - { metric: link.link to Branch.bytes, atMost: 50 GB }
`,
} as const;
