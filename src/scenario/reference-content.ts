/* What the reference of scenario files says of content, collections and maintenance windows. */

export const REFERENCE_CONTENT = `## Content

A package carries updates from their source to distribution points. A deployment that names none has one of its own. Two
packages cannot have one source folder, in whatever letters it is written. \`updates\` of a package are there from the
start, on its distribution points too:

\`\`\`yaml
packages:
  - name: Before June
    source: \\\\files\\updates\\before-june
    updates: { classifications: [Security Updates] }
  - { name: June, source: \\\\files\\updates\\june, priority: high, distributionPoints: [DP1, DP2] }
\`\`\`

A site server sends content to a distribution point at any hour, as fast as it goes, unless its \`sendingHours\` and
\`rateLimit\` say otherwise; hours are whole ones, by the clock of the site, and of two entries about one hour the later
counts. One with \`pullFrom\` fetches it from others instead:

\`\`\`yaml
site:
  contentDistribution: { packages: 3, threadsPerPackage: 5 }
  defaultBoundaryGroup: Everywhere
  distributionPoints:
    - { name: DP1, location: Paris }
    - name: DP2
      location: Tokyo
      sendingHours:
        - { days: Mon-Fri, from: 08:00, to: 18:00, lowest: high }    # only what has a high priority
        - { days: Sun, from: 00:00, to: 24:00, lowest: none }        # nothing
      rateLimit: { byHour: [{ from: 06:00, to: 22:00, share: 25 % }] }
    - { name: DP3, location: Tokyo, pullFrom: [{ name: DP1 }, { name: DP2, priority: 2 }] }
boundaryGroups:
  - { name: Europe, locations: [Paris], distributionPoints: [DP1] }
  - name: Asia
    locations: [Tokyo]
    distributionPoints: [DP2, DP3]
    neighbours: [{ group: Europe, contentAfter: 30 min }]
    peers: { technology: deliveryOptimization, share: 80 % }
  - { name: Everywhere, distributionPoints: [DP1] }
\`\`\`

Clients look for content at the distribution points of the boundary group of their location, then at those of its
neighbours, then at those of the site default boundary group, as far as the options of a deployment let them. Where none of
these names any, and where a group has a \`distributionPoint\`, they begin at one: that of the group, else the first at their
location, else the first. Peers are clients of the same boundary group, or else of the same location.

## Collections

Deployments name a collection, or groups, which is a collection of all their clients. Of several conditions all have to
hold. \`share\` divides clients by luck, each for good: shares of one word that do not overlap have no client in common.
\`status\` and \`compliance\` go by what the site has stored, so members come and go:

\`\`\`yaml
collections:
  - { name: Pilot, kinds: [workstation, laptop], share: { of: rings, to: 10 % } }
  - { name: Broad, kinds: [workstation, laptop], share: { of: rings, from: 10 % } }
  - { name: Failed, status: { deployment: June, states: [error] } }
  - name: Branch
    locations: [Tokyo]
    maintenanceWindows:
      - { name: Nights, schedule: weekly on Sat at 22:00 client-local, duration: 4 h }
      - { name: Patches, for: softwareUpdates, schedule: monthly on second Tuesday + 1 d at 20:00 UTC, duration: 6 h }
\`\`\`

A maintenance window begins in UTC or by the clock of each client. Windows of all collections of a client count, and those
that overlap are one. A client with any window for software updates leaves those for all deployments out of account. A
group may have \`maintenanceWindows\` of its own.
`;
