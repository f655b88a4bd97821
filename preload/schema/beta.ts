/** β of an inference rule, as a person writes it: `learned`, a number, or `quantile:0.5`. */
import type { Beta } from './configuration'

/** null when the text is none of these; whether a number is in range is for the schema to say. */
export function parseBeta(text: string): Beta | null {
  const written = text.trim()
  if (written === 'learned') return { kind: 'learned' }
  const quantile = /^quantile[: ]\s*(\S+)$/.exec(written)
  const value = Number(quantile ? quantile[1] : written)
  if (written === '' || Number.isNaN(value)) return null
  return quantile ? { kind: 'quantile', fraction: value } : { kind: 'fixed', value }
}
