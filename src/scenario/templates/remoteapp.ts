import { catalogOf, headOf, siteAt } from './pieces.ts';

const QUESTION = 'The image of a RemoteApp collection is patched at noon: how many users lose their session?';

/** The update of an Azure RemoteApp collection. */
export const remoteApp = {
  name: 'remoteapp',
  question: QUESTION,
  text: (name: string) => `${headOf(name, { question: QUESTION, horizon: '6 d' })}
${catalogOf('Windows Server 2022')}
${siteAt('Office')}
groups:
  - name: servers                     # which have no part in it
    count: 10
    product: Windows Server 2022
    kind: server
    location: Office

templateImages:
  - { name: RDSH May, product: Windows Server 2022 }
  - { name: RDSH June, from: RDSH May }

remoteAppCollections:
  - name: Accounting
    kind: cloud
    plan: basic
    users: 100
    location: Office
    templateImage: RDSH May

actions:                              # policy: grace gives users an hour, signOutAtOnce none
  - { at: 2024-06-12 07:00 UTC, do: makeTemplateImage, templateImage: RDSH June }
  - { at: 2024-06-13 10:00 UTC, do: updateCollection, remoteAppCollection: Accounting, templateImage: RDSH June, policy: grace }

thresholds:                           # the run says which of these were met
  - { metric: remoteApp.Accounting.forcedOffActive, atMost: 10 }
  - { metric: remoteApp.Accounting.lastSessionHours, atMost: 3 d }
`,
} as const;
