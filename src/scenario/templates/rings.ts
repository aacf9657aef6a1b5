import { catalogOf, headOf, OF_JUNE, siteAt } from './pieces.ts';

const QUESTION = 'In rings of 5 %, 25 % and everybody, when is the last ring patched?';

/** A phased deployment. */
export const rings = {
  name: 'rings',
  question: QUESTION,
  text: (name: string) => `${headOf(name, { question: QUESTION, horizon: '28 d' })}
${catalogOf('Windows 11 23H2')}
${siteAt('Office')}
groups:
  - name: workstations
    count: 500
    product: Windows 11 23H2
    kind: workstation
    location: Office
    presence: { officeHours: { from: 08:30, to: 17:30, absence: shutdown } }
    user: { signedIn: officeHours }

collections:                          # shares of one word divide the clients: nobody is in two rings
  - { name: Pilot, share: { of: rings, to: 5 % } }
  - { name: Early, share: { of: rings, from: 5 %, to: 25 % } }
  - { name: Everybody, share: { of: rings, from: 25 % } }

phasedDeployments:
  - name: June
    updates: ${OF_JUNE}
    created: 2024-06-11 21:00 UTC
    phases:                           # a phase begins a day after the console shows 90 % of the one before as compliant
      - { collection: Pilot, deadlineAfter: 1 d }
      - { collection: Early, deadlineAfter: 2 d, success: 90 %, startAfter: 1 d }
      - { collection: Everybody, deadlineAfter: 3 d, success: 90 %, startAfter: 1 d }

# A bad update: four installations in five fail. To try it, take "# " away at the beginning of the next two lines.
# assumptions:
#   installFailure: { LCU: 80 % }

thresholds:                           # the run says which of these were met
  - { metric: coverage.June phase 3.actual.p90.sinceReleaseHours, atMost: 21 d }
`,
} as const;
