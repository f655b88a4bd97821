/** The few pictograms of the workbench, 16 × 16, drawn with the colour of the text around them. */
export const iconPaths = {
  runs: 'M2.5 4h11M2.5 8h11M2.5 12h7',
  compare: 'M2.5 2.5v11h11M4.5 10.5l3-4 2.5 2 3.5-5.5M4.5 12l3.5-2 5.5-.5',
  train: 'M4.5 2.8v10.4L13 8z',
  sweeps: 'M2.5 2.5h3.5v3.5H2.5zM10 2.5h3.5v3.5H10zM2.5 10h3.5v3.5H2.5zM10 10h3.5v3.5H10z',
  prune: 'M3 3.5l8.2 7.2M3 12.5l8.2-7.2M12.2 13.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z' +
    'M12.2 6.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z',
  theory: 'M12.5 5V3h-9L8 8l-4.5 5h9v-2',
  about: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3v3.6M8 5.1v.1',
  light: 'M8 10.8A2.8 2.8 0 1 0 8 5.2a2.8 2.8 0 0 0 0 5.6zM8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6' +
    'M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1',
  dark: 'M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z',
  system: 'M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3',
  import: 'M8 2.5v7.2M4.8 6.6L8 9.8l3.2-3.2M2.8 10.8v2.7h10.4v-2.7',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4L14 14',
  rename: 'M10.6 3.2l2.2 2.2-7.2 7.2-2.8.6.6-2.8zM9.2 4.6l2.2 2.2',
  remove: 'M3 4.5h10M6.2 4.3V2.7h3.6v1.6M4.4 4.5l.6 8.8h6l.6-8.8M6.8 7v4M9.2 7v4',
  stop: 'M4 4h8v8H4z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  resume: 'M6.5 2.8v10.4L14 8zM3 2.8v10.4',
  check: 'M3 8.5l3.4 3.4L13 4.8',
  warning: 'M8 2.2l6.2 11.3H1.8zM8 6.6v3.2M8 11.6v.1',
  keyboard: 'M1.8 4.5h12.4v7.5H1.8zM4.4 7h.1M6.8 7h.1M9.2 7h.1M11.6 7h.1M5 9.6h6',
  ascending: 'M8 12.5v-9M4.8 6.6L8 3.4l3.2 3.2',
  descending: 'M8 3.5v9M4.8 9.4L8 12.6l3.2-3.2',
  next: 'M6 3.5L10.5 8 6 12.5',
  previous: 'M10 3.5L5.5 8l4.5 4.5',
  pin: 'M5.5 2.5h5M6.3 2.5v4.2L4.5 9.3h7L9.7 6.7V2.5M8 9.3v4.5',
  restore: 'M3 7.5a5.2 5.2 0 1 1 1.4 4.2M2.8 3.8v3.8h3.8',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  copy: 'M5.5 5.5h7v7.5h-7zM3.5 10.5v-8h7'
} as const

export type IconName = keyof typeof iconPaths
