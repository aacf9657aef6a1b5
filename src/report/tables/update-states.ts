import type { UpdateStateColumn } from '../../model/results.ts';
import { count, intervalEnd, site, update } from '../columns.ts';
import { tableOf } from '../table.ts';

export const updateStatesTable = tableOf<UpdateStateColumn>({
  name: 'update-states',
  meaning:
    'Compliance states of every update as the database of a site holds them, with the reason for each that is required or unknown, and as the last summary of the site shows them. The reasons add up to the state.',
  rowIs:
    'an interval, site that knows of clients, and update that the site knows; a central administration site counts all clients below it',
  source: (result) => result.updateStates,
  columns: [
    ...intervalEnd('t'),
    site('site'),
    ...update('update'),
    count('clients', 'Clients of the site with that product.'),
    count('required', 'Stored as required: the sum of the next five.'),
    count('notDeployed', 'Required, and the site has no deployment of it to the collection of the client.'),
    count('deployedNotInstalled', 'Required, deployed, not installed yet.'),
    count('installedWaitsForRestart', 'Required: installed, but a restart has to complete it.'),
    count(
      'installedNotYetStored',
      'Required: installed in truth, but the newest message is not in the database of the site.',
    ),
    count(
      'noLongerRequiredNotYetStored',
      'Required: replaced or expired in truth, but the newest message is not in the database of the site.',
    ),
    count('notRequired', 'Stored as not required.'),
    count('installed', 'Stored as installed.'),
    count('unknown', 'Nothing is stored: the sum of the next five.'),
    count(
      'notScanned',
      'Unknown: the client has not evaluated metadata with the update, be it that updates are disabled for it or that it has no software update point.',
    ),
    count('scanFailed', 'Unknown: likewise, and its last scan failed.'),
    count(
      'notYetProcessed',
      'Unknown: the client has evaluated it; the message is at the client, on its way to the site, or in the inbox of the site.',
    ),
    count(
      'notSentByChildSite',
      'Unknown: the message is at the site below or on its way from there: a secondary site has its file, or a primary site has stored it.',
    ),
    count('corruptFile', 'Unknown: the message was in a damaged file.'),
    count('shownRequired', 'Required as of the last summary of the site.'),
    count('shownNotRequired', 'Not required as of the last summary.'),
    count('shownInstalled', 'Installed as of the last summary.'),
    count('shownUnknown', 'Unknown as of the last summary.'),
    count(
      'withoutContent',
      '1 if no package of the hierarchy holds its files: the console shows the update with a red arrow. Else 0.',
    ),
  ],
});
