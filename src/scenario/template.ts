/** The scenario that `fleetsim init` writes: small, commented, and whole without any other file. */
export function scenarioTemplate(name: string): string {
  return `# A scenario of fleetsim: a fleet, its site, a month of updates, and what has to hold.
# Everything that is not written here has its documented default. Values carry their units: 15 min, 24 h, 7 d,
# 650 MB, 100 Mbit/s, 95 %. An editor that knows the JSON Schema of scenarios completes keys and explains them.

name: ${JSON.stringify(name)}
seed: "1"                             # any text; another seed is another luck
start: 2024-06-10 00:00 UTC           # the Monday before Patch Tuesday
horizon: 21 d

# Real updates: the cumulative updates of May and June 2024. For a whole WSUS catalogue write "file: catalog.csv".
catalog:
  origin: WSUS metadata as exported by OSDSUS
  updates:
    - id: a1c1095d-4024-4505-b500-10e48460b99c
      kb: KB5037771
      product: Windows 11 23H2
      kind: LCU
      classification: Security Updates
      released: 2024-05-14T17:00:00Z
      size: 747123663 B
    - id: faaf2140-998d-4955-a871-9b269ea48b0e
      kb: KB5039212
      product: Windows 11 23H2
      kind: LCU
      classification: Security Updates
      released: 2024-06-11T17:00:00Z
      size: 747123663 B
    - id: aa446948-b221-4fdc-a8b9-6fc4c1680a81
      kb: KB5037782
      product: Windows Server 2022
      kind: LCU
      classification: Security Updates
      released: 2024-05-14T17:00:06Z
      size: 450818047 B
    - id: 75fe03ef-bf8c-433e-9348-0114294ca94f
      kb: KB5039227
      product: Windows Server 2022
      kind: LCU
      classification: Security Updates
      released: 2024-06-11T17:00:06Z
      size: 367892779 B

locations:
  - name: Head office                 # the servers are here: no link between
    timeZone: Europe/Paris
  - name: Branch office
    timeZone: Europe/London
    link: { rate: 100 Mbit/s }        # try 20 Mbit/s

site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints: [{ name: SUP1, location: Head office }]
  managementPoints: [{ name: MP1, location: Head office, fileMover: 0 s }]
  distributionPoints: [{ name: DP1, location: Head office }]

groups:
  - name: Head office workstations
    count: 600
    product: Windows 11 23H2
    kind: workstation
    location: Head office
    presence: { officeHours: { from: 08:30, to: 18:00, absence: shutdown } }   # or sleep
    user: { signedIn: officeHours }
  - name: Branch laptops
    count: 350
    product: Windows 11 23H2
    kind: laptop
    location: Branch office
    presence: { roaming: { attendance: 60 % } }   # the other days off the network
    user: { signedIn: officeHours }
  - name: Servers
    count: 50
    product: Windows Server 2022
    kind: server
    location: Head office             # presence: alwaysOn, and nobody signed in

deployments:
  - name: June
    updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }
    groups: all
    created: 2024-06-11 21:00 UTC     # after the synchronization of that evening
    deadline: 2024-06-18 17:00 client-local   # or one instant for all: 2024-06-18 17:00 UTC

# What happens on the way. To try it, take "# " away at the beginning of the next three lines.
# actions:
#   - { at: 2024-06-18 12:00 UTC, do: outage, server: SUP1 }    # the WSUS server fails on the day of the deadline
#   - { at: 2024-06-18 20:00 UTC, do: restore, server: SUP1 }

thresholds:                           # the run says which of these were met
  - { metric: coverage.June.actual.p95.sinceReleaseHours, atMost: 14 d }
`;
}
