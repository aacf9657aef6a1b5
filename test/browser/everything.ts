const CATALOG = new URL('../../scenarios/catalog/windows-2024h1.csv', import.meta.url).pathname;

/** As long as a name may be, with its prefixes below. */
const LONG = 'Workstations of the regional administration, next to hall 12';

/** Names that people write who mean no good, or whose words are long, or are not written from left to right. */
export const NAMES = {
  markup: '<img src=x onerror=alert(1)>',
  script: '</script><script>alert(1)</script>',
  formula: '=1+1',
  escapes: '\u001b[31mred\u001b[0m',
  long: LONG,
  chinese: '北京总部的工作站与服务器以及会议室里的所有平板电脑',
  hebrew: 'מחשבים ניידים של המשרד בתל אביב',
} as const;

const text = (value: string) => JSON.stringify(value);

/** Three days of a small fleet that has something of everything, so that no section of its report is left out. */
export const EVERYTHING = `
name: ${text(`${NAMES.markup}${NAMES.script}`)}
description: ${text(`${NAMES.script} ${NAMES.hebrew}`)}
start: 2024-06-10 00:00 UTC
horizon: 6 d
catalog: { file: ${text(CATALOG)} }
locations:
  - { name: Office, timeZone: Europe/Berlin }
  - { name: ${text(NAMES.chinese)}, timeZone: Asia/Shanghai, link: { rate: 2 Mbit/s, latency: 120 ms } }
  - { name: ${text(NAMES.long)}, timeZone: America/New_York, link: { rate: 5 Mbit/s, latency: 40 ms } }
site:
  name: ${text(NAMES.markup)}
  internet: 200 Mbit/s
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints:
    - { name: ${text(NAMES.formula)}, location: Office, queueLimit: 10, servers: 1 }
    - { name: ${text(`SUP ${NAMES.long}`)}, location: Office, queueLimit: 10 }
  managementPoints:
    - { name: ${text(`MP ${NAMES.markup}`)}, location: Office }
  distributionPoints:
    - { name: ${text(`DP ${NAMES.hebrew}`)}, location: Office }
    - { name: ${text(`DP ${NAMES.chinese}`)}, location: ${text(NAMES.chinese)} }
    - { name: ${text(`DP ${NAMES.long}`)}, location: ${text(NAMES.long)} }
packages:
  - { name: Updates, source: '\\\\files\\updates' }
images:
  - { name: ${text(NAMES.long)}, product: Windows 10 22H2, size: 1 GB, servicing: { every: daily at 06:00 UTC, updateDistributionPoints: true } }
  - { name: ${text(NAMES.formula)}, product: Windows 10 22H2, size: 1 GB }
groups:
  - name: ${text(NAMES.long)}
    count: 60
    product: Windows 11 23H2
    kind: workstation
    location: ${text(NAMES.long)}
    presence: { officeHours: { from: 08:00, to: 18:00, absence: shutdown } }
    user: { signedIn: officeHours }
  - name: ${text(NAMES.chinese)}
    count: 40
    product: Windows 11 23H2
    kind: laptop
    location: ${text(NAMES.chinese)}
    presence: { roaming: { from: 09:00, to: 17:30, attendance: 60 % } }
    user: { signedIn: officeHours, restartShare: 30 % }
  - name: ${text(NAMES.hebrew)}
    count: 30
    product: Windows 10 22H2
    kind: workstation
    location: Office
    rebuild: { exponential: { mean: 10 d } }
    image: ${text(NAMES.long)}
    presence: { officeHours: { from: 08:00, to: 17:00, absence: sleep } }
    user: { signedIn: officeHours }
  - name: ${text(NAMES.markup)}
    count: 20
    product: Windows Server 2019
    kind: server
    location: Office
    maintenanceWindows: [{ schedule: daily at 22:00 client-local, duration: 4 h }]
deployments:
${[NAMES.long, NAMES.chinese, NAMES.hebrew, NAMES.markup]
  .map(
    (group, at) => `  - name: ${text([NAMES.markup, NAMES.long, NAMES.hebrew, NAMES.formula][at]!)}
    updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC }, classifications: [Security Updates] }
    groups: [${text(group)}]
    package: Updates
    created: 2024-06-11 21:00 UTC
    deadline: 2024-06-1${3 + (at % 2)} 1${at}:00 client-local
`,
  )
  .join('')}templateImages:
  - { name: ${text(NAMES.markup)}, product: Windows Server 2019 }
  - { name: ${text(NAMES.long)}, from: ${text(NAMES.markup)} }
remoteAppCollections:
${[NAMES.formula, NAMES.long]
  .map(
    (name) =>
      `  - { name: ${text(name)}, kind: cloud, plan: basic, users: 40, location: Office, templateImage: ${text(NAMES.markup)} }\n`,
  )
  .join('')}actions:
  - { at: 2024-06-12 07:00 UTC, do: makeTemplateImage, templateImage: ${text(NAMES.long)} }
  - { at: 2024-06-13 10:00 UTC, do: updateCollection, remoteAppCollection: ${text(NAMES.formula)}, templateImage: ${text(NAMES.long)}, policy: grace }
  - { at: 2024-06-13 12:00 UTC, do: updateCollection, remoteAppCollection: ${text(NAMES.long)}, templateImage: ${text(NAMES.long)}, policy: signOutAtOnce }
output: { interval: 1 h, clients: true, servicingLog: true }
`;
