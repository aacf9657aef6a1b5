/* What the reference of scenario files says of Azure RemoteApp. */

export const REFERENCE_REMOTEAPP = `## Azure RemoteApp

Session hosts of a collection are made from a template image. A \`platform\` image is serviced by the provider, who updates
the collections on it; a \`custom\` one you service yourself: make a new image from the old one, under another name, then
update the collection with it, and choose what becomes of whoever is signed in:

\`\`\`yaml
templateImages:
  - { name: RDSH May, product: Windows Server 2019, patchedTo: 2024-05-31 00:00 UTC, size: 40 GB }
  - { name: RDSH June, from: RDSH May }                       # made during the run
  - { name: Office, kind: platform, product: Windows Server 2019 }
remoteAppCollections:
  - name: Accounting
    kind: hybrid
    addresses: 64
    plan: basic
    users: 300
    timeZone: Europe/Paris
    templateImage: RDSH May
    work: { from: 08:00, to: 18:00, attendance: 80 % }
actions:
  - { at: 2024-06-12 08:00 UTC, do: makeTemplateImage, templateImage: RDSH June, updates: [KB5039217] }
  - { at: 2024-06-13 12:00 UTC, do: updateCollection, remoteAppCollection: Accounting, templateImage: RDSH June }
  - { at: 2024-06-20 22:00 UTC, do: updateCollection, remoteAppCollection: Accounting, templateImage: Office, policy: signOutAtOnce }
\`\`\`

An image that others are made \`from\` hands its product, size, transfer and site down to them. The updates of its product
play a part, and are synchronized, even where no group runs it. New versions of applications in it are updates of that
product, too, of \`kind: other\` in the catalogue. Hours of work that end before they begin end on the next
day. A hybrid collection needs two addresses for each session host that its users fill, for an update builds new hosts
beside the old ones.

The service ended on 2017-08-31; a scenario may have it at any time.
`;
