/* What templates share: real updates, and how a scenario begins. */

const UPDATES = {
  'Windows 11 23H2': [
    ['a1c1095d-4024-4505-b500-10e48460b99c', 'KB5037771', '2024-05-14T17:00:00Z', '747123663 B'],
    ['faaf2140-998d-4955-a871-9b269ea48b0e', 'KB5039212', '2024-06-11T17:00:00Z', '747123663 B'],
  ],
  'Windows Server 2022': [
    ['aa446948-b221-4fdc-a8b9-6fc4c1680a81', 'KB5037782', '2024-05-14T17:00:06Z', '450818047 B'],
    ['75fe03ef-bf8c-433e-9348-0114294ca94f', 'KB5039227', '2024-06-11T17:00:06Z', '367892779 B'],
  ],
} as const;

/** The cumulative updates of May and June 2024 for a product, as a catalogue in a scenario. */
export function catalogOf(product: keyof typeof UPDATES): string {
  const updates = UPDATES[product].map(
    ([id, kb, released, size]) => `    - id: ${id}
      kb: ${kb}
      product: ${product}
      kind: LCU
      classification: Security Updates
      released: ${released}
      size: ${size}`,
  );
  return `# Real updates: the cumulative updates of May and June 2024. For a whole WSUS catalogue write "file: catalog.csv".
catalog:
  origin: WSUS metadata as exported by OSDSUS
  updates:
${updates.join('\n')}
`;
}

/** How a scenario begins: its question, what to type, its name, its span. */
export function headOf(name: string, { question, horizon }: { question: string; horizon: string }): string {
  return `# ${question}
#
# Everything that is not written here has its documented default. Values carry their units: 15 min, 24 h, 650 MB,
# 100 Mbit/s, 95 %.

name: ${JSON.stringify(name)}
seed: "1"                             # any text; another seed is another luck
start: 2024-06-10 00:00 UTC           # the Monday before Patch Tuesday
horizon: ${horizon}
`;
}

/** The updates of June, as deployments choose them. */
export const OF_JUNE = '{ released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }';

/** A site with one server of each role at a location. */
export function siteAt(location: string): string {
  return `locations:
  - { name: ${location}, timeZone: Europe/Berlin }

site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints: [{ name: SUP1, location: ${location} }]
  managementPoints: [{ name: MP1, location: ${location}, fileMover: 0 s }]
  distributionPoints: [{ name: DP1, location: ${location} }]
`;
}
