/** How large what is measured is: as the limits say, or less of it, to try whether the measurement works. */
export const scales = {
  full: { share: 1, repetitions: 9, watchedSeconds: 30 },
  tenth: { share: 0.1, repetitions: 5, watchedSeconds: 10 },
  small: { share: 0.01, repetitions: 5, watchedSeconds: 5 }
} as const
export type ScaleName = keyof typeof scales
export type Scale = (typeof scales)[ScaleName]

/** Of what there is at full size; at least so many that a page has something to choose from. */
export const scaled = (full: number, { share }: Scale): number => Math.max(200, Math.round(full * share))

/** As a person says it: 50,000 × 44.6 KB. */
export const sizeInWords = (examples: number, bytes: number): string =>
  `${examples.toLocaleString('en')} × ${(bytes / 1000).toFixed(1)} KB`
