/** Downloads of an interval by group; groups without any are left out. */
export const DOWNLOAD_COLUMNS = [
  't',
  'group',
  'started',
  'completed',
  'interrupted',
  'dropped',
  'bytes',
  'active',
  'ownBytes',
  'neighbourBytes',
  'siteDefaultBytes',
  'microsoftUpdateBytes',
  'peerBytes',
  'evicted',
  'otherRefused',
] as const;
export type DownloadColumn = (typeof DOWNLOAD_COLUMNS)[number];
