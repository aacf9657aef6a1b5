/* What the reference of scenario files says of images, their servicing, and machines that are built from them. */

export const REFERENCE_IMAGES = `## Images

An image is one file on the server of a top-level site and, whole, on its distribution points. It holds the updates of its
product and architecture that were released before \`patchedTo\`. Machines of groups that join or are rebuilt come from the
\`image\` of their group as it is at one of their distribution points; without one they come patched as clients at the start:

\`\`\`yaml
site:
  drives: [{ name: 'C:', free: 60 GB }, { name: 'D:', free: 500 GB }]
  offlineServicingDrive: 'D:'
images:
  - name: golden
    product: Windows 11
    patchedTo: 2024-05-31 00:00 UTC
    size: 6 GB
    binaryDifferentialReplication: true
    servicing:
      every: monthly on second Tuesday + 1 d at 09:00 UTC
      startAfter: 12 h
      updates: { kinds: [LCU, SSU] }
      updateDistributionPoints: true
groups:
  - name: offices
    count: 1000
    joins: 20
    rebuild: { exponential: { mean: 600 d } }
    image: golden
    product: Windows 11
    kind: workstation
    location: Paris
actions:
  - { at: 2024-06-20 08:00 UTC, do: scheduleServicing, image: golden, updates: [KB5039212], continueOnError: true }
  - { at: 2024-06-20 10:00 UTC, do: cancelServicing, image: golden }
  - { at: 2024-06-21 08:00 UTC, do: updateDistributionPoints, image: golden }
output: { servicingLog: true }
\`\`\`

\`servicing\` is an administrator who runs the wizard again and again: a \`scheduleServicing\` at each occurrence. Its list has
what the site's database knows by then, has content in a package of the site, and is not in the image. What was released by
the start and is in the \`updates\` of no package has content too: it was downloaded before (MA-CONTENT-BEFORE). The boxes of
the wizard, \`continueOnError\` and \`updateDistributionPoints\`, have to be selected; without the latter distribution points
keep the old version until \`updateDistributionPoints\` or \`distributeImage\`. Rows of a catalogue for another architecture are
of a product of their own (\`Windows 10 22H2 x86\`), and so is an image of it, with \`architecture: X86\`.
`;
