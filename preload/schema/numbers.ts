/** Numbers that travel as bytes, little-endian, read where they lie; from a copy where they begin on no such number. */
const aligned = (bytes: Uint8Array, size: number): Uint8Array =>
  (bytes.byteOffset % size === 0 ? bytes : bytes.slice())

export function countsIn(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes, 4)
  return new Uint32Array(buffer, byteOffset, byteLength >> 2)
}

export function floatsIn(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes, 4)
  return new Float32Array(buffer, byteOffset, byteLength >> 2)
}

/** Of 16 bits each. */
export function shortsIn(bytes: Uint8Array): Uint16Array {
  const { buffer, byteOffset, byteLength } = aligned(bytes, 2)
  return new Uint16Array(buffer, byteOffset, byteLength >> 1)
}

/** The same memory. */
export const bytesIn = ({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array | Uint16Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
