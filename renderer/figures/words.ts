/** Bytes of a reply that begin on a 32-bit word, so that its numbers can be read where they lie; a copy where not. */
export const onWord = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 4 === 0 ? bytes : bytes.slice())
