/**
 * Instants, to the minute, at which most cumulative updates of a month were released (UTC). From WSUS metadata as
 * exported by OSDSUS, 2021-11 to 2024-09.
 */
export const B_RELEASES = [
  '2021-11-09T18:00Z',
  '2021-12-14T18:00Z',
  '2022-01-11T18:00Z',
  '2022-02-08T18:00Z',
  '2022-03-08T18:00Z',
  '2022-04-12T17:00Z',
  '2022-05-10T17:00Z',
  '2022-06-14T17:00Z',
  '2022-07-12T17:00Z',
  '2022-08-09T17:00Z',
  '2022-09-13T17:00Z',
  '2022-10-11T17:00Z',
  '2022-11-08T18:00Z',
  '2022-12-13T18:00Z',
  '2023-01-10T18:00Z',
  '2023-02-14T18:00Z',
  '2023-03-14T17:00Z',
  '2023-04-11T17:00Z',
  '2023-05-09T17:00Z',
  '2023-06-13T17:00Z',
  '2023-07-11T17:00Z',
  '2023-08-08T17:00Z',
  '2023-09-12T17:00Z',
  '2023-10-10T17:00Z',
  '2023-11-14T18:00Z',
  '2023-12-12T18:00Z',
  '2024-01-09T18:00Z',
  '2024-02-13T18:00Z',
  '2024-03-12T17:00Z',
  '2024-04-09T17:00Z',
  '2024-05-14T17:00Z',
  '2024-06-11T17:00Z',
  '2024-07-09T17:00Z',
  '2024-08-13T17:00Z',
  '2024-09-10T17:00Z',
];

/**
 * Other instants in the same metadata, with the reason: the day on which Windows 10 22H2 came out, and an update of one
 * product out of the usual order.
 */
export const EXCEPTIONS = ['2022-10-18T17:00Z', '2024-06-15T17:00Z'];
