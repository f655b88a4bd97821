/** Contrast of colours after WCAG 2: which ink reads better on a cell of a heatmap. */
export type Channels = readonly [number, number, number]

export const inks = ['#101617', '#ffffff'] as const

/** There are few, and a map asks for them at every pixel. */
const known = new Map<string, Channels>()

export function channels(hex: string): Channels {
  const found = known.get(hex)
  if (found !== undefined) return found
  const value = Number.parseInt(hex.slice(1), 16)
  const color: Channels = [(value >> 16) & 255, (value >> 8) & 255, value & 255]
  known.set(hex, color)
  return color
}

function luminance(color: Channels): number {
  const linear = color.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)
}

export function contrast(left: Channels, right: Channels): number {
  const [darker = 0, lighter = 0] = [luminance(left), luminance(right)].sort((one, other) => one - other)
  return (lighter + 0.05) / (darker + 0.05)
}

/** The colour at a position from 0 to 1 along a ramp, mixed as ECharts mixes it. */
export function colorOnRamp(ramp: readonly string[], position: number): Channels {
  const scaled = Math.min(1, Math.max(0, position)) * (ramp.length - 1)
  const first = Math.min(ramp.length - 2, Math.floor(scaled))
  const share = scaled - first
  const from = channels(ramp[first] ?? '#000000')
  const to = channels(ramp[first + 1] ?? '#000000')
  const mix = (index: 0 | 1 | 2): number => Math.round(from[index] * (1 - share) + to[index] * share)
  return [mix(0), mix(1), mix(2)]
}

export function inkOnRamp(ramp: readonly string[], position: number): string {
  const ground = colorOnRamp(ramp, position)
  return contrast(channels(inks[0]), ground) >= contrast(channels(inks[1]), ground) ? inks[0] : inks[1]
}
