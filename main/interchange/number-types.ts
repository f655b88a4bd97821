/** Types of numbers that weights are written in. Networks compute in float32, to which each of them is brought. */

const bytesOfTypes = { float32: 4, float64: 8, float16: 2, bfloat16: 2 } as const
export type NumberType = keyof typeof bytesOfTypes

export const bytesOf = (type: NumberType): number => bytesOfTypes[type]

/**
 * float16 and bfloat16 are exact in float32; float64 is rounded, and may become infinite.
 * @param bytes of whole numbers, the least significant byte of each first
 */
export function float32sOf(type: NumberType, bytes: Uint8Array): Float32Array {
  // A copy begins on a multiple of eight bytes, as the numbers must.
  const { buffer } = bytes.slice()
  switch (type) {
    case 'float32': return new Float32Array(buffer)
    case 'float64': return Float32Array.from(new Float64Array(buffer))
    case 'float16': return fromFloat16(new Uint16Array(buffer))
    case 'bfloat16': return fromBfloat16(new Uint16Array(buffer))
  }
}

let float16s: Float32Array | null = null

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of the fraction. */
function fromFloat16(bits: Uint16Array): Float32Array {
  const values = float16s ??= Float32Array.from({ length: 2 ** 16 }, (_, pattern) => {
    const [exponent, fraction] = [(pattern >> 10) & 31, pattern & 1023]
    const size = exponent === 31 ? (fraction === 0 ? Infinity : NaN)
      : exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25)
    return pattern < 2 ** 15 ? size : -size
  })
  return Float32Array.from(bits, (pattern) => values[pattern])
}

/** The upper half of a float32. */
function fromBfloat16(bits: Uint16Array): Float32Array {
  const wide = new Uint32Array(bits.length)
  bits.forEach((pattern, i) => { wide[i] = pattern * 2 ** 16 })
  return new Float32Array(wide.buffer)
}
