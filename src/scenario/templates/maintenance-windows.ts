import { catalogOf, headOf, OF_JUNE, siteAt } from './pieces.ts';

const QUESTION =
  'Are four hours on Saturday night enough for 100 servers, and how long are they exposed until then?';

/** Servers that may be touched in maintenance windows only. */
export const maintenanceWindows = {
  name: 'maintenance-windows',
  question: QUESTION,
  text: (name: string) => `${headOf(name, { question: QUESTION, horizon: '14 d' })}
${catalogOf('Windows Server 2022')}
${siteAt('Data centre')}
groups:
  - name: Servers
    count: 100                        # always on, and nobody signed in: the defaults
    product: Windows Server 2022
    kind: server
    location: Data centre
    maintenanceWindows: [{ schedule: weekly on Sat at 22:00 client-local, duration: 4 h }]

deployments:
  - name: June
    updates: ${OF_JUNE}
    groups: all
    created: 2024-06-11 21:00 UTC
    deadline: 2024-06-14 20:00 UTC    # in force from then on; what installs waits for the window
    # suppressRestart: [servers]      # servers then wait for somebody to restart them

thresholds:                           # the run says which of these were met
  - { metric: compliance.June.actual.share, atLeast: 99 % }
  - { metric: coverage.June.actual.p95.sinceReleaseHours, atMost: 5 d }
`,
} as const;
