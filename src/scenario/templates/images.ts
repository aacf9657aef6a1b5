import { catalogOf, headOf, OF_JUNE, siteAt } from './pieces.ts';

const QUESTION =
  'Machines are rebuilt from an image. If it is serviced offline, how many updates do they still lack?';

/** Offline servicing of an image that machines are built from. */
export const images = {
  name: 'images',
  question: QUESTION,
  text: (name: string) => `${headOf(name, { question: QUESTION, horizon: '28 d' })}
${catalogOf('Windows 11 23H2')}
${siteAt('Office')}
packages:
  - { name: Updates, source: \\\\files\\updates }

images:
  - name: golden
    product: Windows 11 23H2
    size: 6 GB
    servicing:                        # without these three lines it is never serviced
      every: monthly on second Tuesday + 8 d at 06:00 UTC
      updateDistributionPoints: true

groups:
  - name: workstations
    count: 200
    product: Windows 11 23H2
    kind: workstation
    location: Office
    rebuild: { exponential: { mean: 200 d } }          # 1 in 200 a day
    image: golden
    presence: { officeHours: { from: 08:00, to: 17:00, absence: sleep } }
    user: { signedIn: officeHours }

deployments:
  - name: June
    updates: ${OF_JUNE}
    groups: all
    package: Updates                  # servicing takes files of updates that were downloaded
    created: 2024-06-11 21:00 UTC
    deadline: 2024-06-18 12:00 client-local

output:
  servicingLog: true                  # OfflineServicingMgr.log

thresholds:                           # the run says which of these were met
  - { metric: imaging.requiredUpdates, atMost: 40 }
  - { metric: coverage.June.actual.p90.sinceReleaseHours, atMost: 14 d }
`,
} as const;
