import { SMALL } from './loading.ts';

/** Two updates for session hosts, one of them released in the run, before what follows the catalogue in SMALL. */
const SERVER_UPDATES = `    - id: s1
      kb: KB5037765
      product: Windows Server 2019
      kind: LCU
      classification: Security Updates
      released: 2024-05-14T17:00:00Z
      size: 600 MB
    - id: s2
      kb: KB5039217
      product: Windows Server 2019
      kind: LCU
      classification: Security Updates
      released: 2024-06-11T17:00:00Z
      size: 620 MB
locations:`;

/** SMALL with updates for session hosts. */
export const WITH_SESSION_HOSTS = SMALL.replace('locations:', SERVER_UPDATES);

/** The same with a RemoteApp collection whose image is patched once and which is updated with it. */
export const REMOTEAPP = `${WITH_SESSION_HOSTS}templateImages:
  - { name: RDSH May, product: Windows Server 2019 }
  - { name: RDSH June, from: RDSH May }
  - { name: Office, kind: platform, product: Windows Server 2019 }
remoteAppCollections:
  - name: Accounting
    kind: cloud
    plan: basic
    location: Paris
    templateImage: RDSH May
actions:
  - { at: 2024-06-12 08:00 UTC, do: makeTemplateImage, templateImage: RDSH June }
  - { at: 2024-06-13 12:00 UTC, do: updateCollection, remoteAppCollection: Accounting, templateImage: RDSH June }
`;

/** REMOTEAPP with a text replaced by another. Throws when it is not there, so that no test goes stale. */
export function remoteAppWith(text: string, other: string): string {
  if (!REMOTEAPP.includes(text)) throw new Error(`no "${text}" in the scenario with RemoteApp`);
  return REMOTEAPP.replace(text, other);
}
