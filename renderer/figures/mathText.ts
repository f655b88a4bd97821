/** A formula in plain text, as definitions have it, cut where letters are raised or lowered: `U^{l+1}`, `λ²_min`. */
export interface MathPart { readonly text: string; readonly at: 'line' | 'raised' | 'lowered' }

/** Letters of a script alone: ᵀ and ¹ stand on their own. */
const script = /([\^_])(?:\{([^}]*)\}|([a-zA-Zα-ωΑ-Ω0-9]+))/g

export function mathParts(formula: string): MathPart[] {
  const parts: MathPart[] = []
  let end = 0
  for (const { 0: all, 1: sign, 2: braced, 3: word, index } of formula.matchAll(script)) {
    parts.push({ text: formula.slice(end, index), at: 'line' })
    parts.push({ text: braced ?? word ?? '', at: sign === '^' ? 'raised' : 'lowered' })
    end = index + all.length
  }
  return [...parts, { text: formula.slice(end), at: 'line' as const }].filter(({ text }) => text !== '')
}
