import type { ClientColumn } from '../../model/results.ts';
import { count, group, instant } from '../columns.ts';
import { tableOf } from '../table.ts';

export const clientsTable = tableOf<ClientColumn>({
  name: 'clients',
  meaning:
    'Every client at the horizon, its counts over the whole run; of a machine that was rebuilt all its clients. The one table that grows with the fleet; `output.clients` switches it off.',
  rowIs: 'a client',
  source: (result) => result.clients,
  columns: [
    count('client', 'Number of the client in the fleet, from 0.'),
    group('group'),
    count('numberInGroup', 'Number of its machine in its group, from 0.'),
    count('build', 'How often its machine was rebuilt before; every rebuild makes another client of it.'),
    ...instant(
      'joined',
      'joinedMs',
      'When it joined the fleet: the start where it was there from then on, empty where it has not joined',
    ),
    ...instant('left', 'leftMs', 'When it left for good'),
    ...instant('lastOnlineScan', 'lastOnlineScanMs', 'Its last scan at WSUS'),
    {
      name: 'metadataVersion',
      type: 'integer',
      meaning: 'Version of the update metadata that it holds; empty if it has never scanned.',
      read: ({ get }) => (get('metadataVersion') < 0 ? null : get('metadataVersion')),
    },
    count('onlineScans', 'Scans at WSUS that it completed.'),
    {
      name: 'softwareUpdatePoint',
      type: 'text',
      meaning: 'The one that last served it, or that it was given at first; empty if it has none.',
      read: ({ get, result }) => result.scenario.softwareUpdatePoints[get('updatePoint')]?.name ?? null,
    },
    count('updatePointSwitches', 'Times that it came to another software update point.'),
    count('refusals', 'Times that a server refused it.'),
    count('failedScans', 'Scans that failed, refused ones included.'),
    count('restarts', 'Restarts that completed an installation.'),
    count('requiredUpdates', 'Updates that it requires in truth.'),
    count(
      'installedUpdates',
      'Updates of its product that are installed at the end, those that were at the start included.',
    ),
    ...instant(
      'compliant',
      'compliantMs',
      'When it last became compliant, in truth, with a deployment that it was not compliant with at release',
    ),
    ...instant(
      'storedCompliant',
      'storedCompliantMs',
      'When the site database last came to hold it as compliant with a deployment',
    ),
    count('downloadedBytes', 'Bytes of content that it fetched.'),
  ],
});
