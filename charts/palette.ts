/** The two colour schemes. CSS, Naive UI and the charts all take their colours from here. */
export interface Palette {
  readonly dark: boolean
  readonly ground: string
  readonly rail: string
  readonly surface: string
  readonly sunken: string
  readonly hover: string
  readonly line: string
  readonly lineStrong: string
  readonly ink: string
  readonly inkSoft: string
  readonly inkFaint: string
  readonly accent: string
  readonly accentStrong: string
  readonly accentWash: string
  readonly onAccent: string
  readonly good: string
  readonly warning: string
  readonly bad: string
  readonly badWash: string
  readonly warningWash: string
  readonly training: string
  readonly trainingLive: string
  readonly test: string
  readonly drift: string
  readonly onToOff: string
  readonly offToOn: string
  readonly relu: string
  readonly maskt: string
  readonly dead: string
  readonly alwaysOn: string
  readonly phaseMasked: string
  readonly phaseWarmUp: string
  readonly phaseSparse: string
  readonly alternation: string
  /** From a small to a large value. */
  readonly ramp: readonly string[]
  /** From a large negative value through none to a large positive one; the ends differ in lightness too. */
  readonly signed: readonly string[]
  /** Of things without an order, as classes are. */
  readonly kinds: readonly string[]
}

export const lightPalette: Palette = {
  dark: false,
  ground: '#f7f7f5',
  rail: '#efefec',
  surface: '#ffffff',
  sunken: '#f4f4f1',
  hover: '#f0f1ee',
  line: '#e4e4df',
  lineStrong: '#cdcdc6',
  ink: '#1b1f22',
  inkSoft: '#4f565c',
  inkFaint: '#666d73',
  accent: '#0b666d',
  accentStrong: '#084e54',
  accentWash: '#e3f0ef',
  onAccent: '#ffffff',
  good: '#2a7043',
  warning: '#8c5a00',
  bad: '#b3261e',
  badWash: '#fcefed',
  warningWash: '#fbf3e2',
  training: '#8a929a',
  trainingLive: '#b9bfc5',
  test: '#0b666d',
  drift: '#a8501a',
  onToOff: '#c96f2b',
  offToOn: '#1f4e79',
  relu: '#4a8fc7',
  maskt: '#752b70',
  dead: '#3d444b',
  alwaysOn: '#b5851a',
  phaseMasked: 'rgba(11, 102, 109, 0.055)',
  phaseWarmUp: 'rgba(110, 110, 100, 0.06)',
  phaseSparse: 'rgba(192, 102, 42, 0.085)',
  alternation: 'rgba(27, 31, 34, 0.28)',
  kinds: [
    '#33719f', '#c0662a', '#2a7043', '#8d4a86', '#a87c12', '#b3261e', '#0a8f96', '#4f565c', '#6a55c2', '#7d4a23'
  ],
  ramp: ['#f1f6f5', '#d3e6e4', '#a5cecc', '#6cacad', '#38868a', '#15626a', '#093f47'],
  signed: ['#d97f1e', '#f0b878', '#ffffff', '#7aa5cc', '#0c3a66']
}

export const darkPalette: Palette = {
  dark: true,
  ground: '#121416',
  rail: '#0d0f10',
  surface: '#181b1d',
  sunken: '#141618',
  hover: '#1f2326',
  line: '#292d30',
  lineStrong: '#3c4145',
  ink: '#e7e8e6',
  inkSoft: '#b0b5b8',
  inkFaint: '#8f959a',
  accent: '#5cbcba',
  accentStrong: '#82d0cd',
  accentWash: '#1a2e2f',
  onAccent: '#071516',
  good: '#6fbf87',
  warning: '#dfab57',
  bad: '#f2877e',
  badWash: '#2f1c1a',
  warningWash: '#2b2416',
  training: '#767f88',
  trainingLive: '#545b61',
  test: '#6fd3d6',
  drift: '#e39a5c',
  onToOff: '#f2b27c',
  offToOn: '#4f86b8',
  relu: '#8fc3ea',
  maskt: '#b06aa8',
  dead: '#8a9299',
  alwaysOn: '#f0c05a',
  phaseMasked: 'rgba(92, 188, 186, 0.06)',
  phaseWarmUp: 'rgba(200, 200, 190, 0.045)',
  phaseSparse: 'rgba(221, 140, 80, 0.10)',
  alternation: 'rgba(231, 232, 230, 0.3)',
  kinds: [
    '#6aa6d8', '#dd8c50', '#6fbf87', '#cd97c6', '#d8b04e', '#f2877e', '#5cbcba', '#b0b5b8', '#a996f0', '#c8a27c'
  ],
  ramp: ['#1b2426', '#1d383b', '#225256', '#2c7275', '#459798', '#74bdb9', '#b8e4de'],
  signed: ['#b4601a', '#6e4019', '#181b1d', '#4d86b5', '#bfe3ff']
}

/** `inkSoft` becomes `--ink-soft`. */
export function customProperties(palette: Palette): Record<string, string> {
  const properties: Record<string, string> = {}
  for (const [name, value] of Object.entries(palette)) {
    if (typeof value === 'string')
      properties[`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`] = value
  }
  return properties
}
