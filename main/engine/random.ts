/**
 * Seeded random numbers, the same on every machine: sfc32 (Chris Doty-Humphrey, PractRand), seeded through
 * splitmix32 so that neighbouring seeds give unrelated streams.
 */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number
  /** Standard normal (Box–Muller). */
  normal(): number
  /** A random order of 0 … count − 1 (Fisher–Yates). */
  permutation(count: number): Int32Array
}

function splitmix32(state: number): () => number {
  let s = state | 0
  return () => {
    s = (s + 0x9e3779b9) | 0
    let z = s ^ (s >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z ^= z >>> 15
    z = Math.imul(z, 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
}

function sfc32(next: () => number): () => number {
  let a = next(), b = next(), c = next(), counter = 1
  const step = (): number => {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result | 0
    return result >>> 0
  }
  for (let i = 0; i < 12; i++) step()
  return step
}

/**
 * A stream of its own for a purpose: `random(seed, 'order', epoch)` does not depend on how many numbers
 * any other stream has used, so a resumed run continues with the same numbers.
 */
export function random(seed: number, ...purpose: (string | number)[]): Random {
  let hash = 0x811c9dc5 ^ seed
  for (const character of purpose.join('/')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  const bits = sfc32(splitmix32(hash))
  const uniform = (): number => bits() / 4_294_967_296
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  const permutation = (count: number): Int32Array => {
    const order = Int32Array.from({ length: count }, (_, i) => i)
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(uniform() * (i + 1))
      const swapped = order[i]
      order[i] = order[j]
      order[j] = swapped
    }
    return order
  }
  return { uniform, normal, permutation }
}
