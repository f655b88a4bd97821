/**
 * Looks through a protocol buffer before it is decoded: a byte of it can become an object of a hundred, so fields and
 * numbers are counted while nothing is kept. Wire types: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.
 */
import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf'
import type { Fault } from '../fault'

const mostFields = 1_000_000
/** Of shapes and axes; weights are not written so. */
const mostIntegers = 1_000_000
/** Bytes that count as one: 64 bits become an object of their own, 32 stay numbers, in which float16 is written too. */
const shares: ReadonlyMap<ScalarType, number> = new Map([[ScalarType.INT64, 1], [ScalarType.INT32, 8]])

export function demandModest(bytes: Uint8Array, schema: DescMessage, fault: Fault): void {
  new Scanner(bytes, fault).message(schema, bytes.length)
}

class Scanner {
  readonly #bytes: Uint8Array
  readonly #fault: Fault
  #at = 0
  #fields = 0
  #integers = 0

  constructor(bytes: Uint8Array, fault: Fault) {
    this.#bytes = bytes
    this.#fault = fault
  }

  message(schema: DescMessage, end: number): void {
    const fields = new Map<number, DescField>(schema.fields.map((field) => [field.number, field]))
    while (this.#at < end) {
      const tag = this.#varint(end)
      if (++this.#fields > mostFields) throw this.#fault(`it has more than ${mostFields} fields`)
      this.#field(fields.get(Math.floor(tag / 8)), tag % 8, end)
    }
  }

  #field(field: DescField | undefined, wireType: number, end: number): void {
    switch (wireType) {
      case 0: return void this.#varint(end)
      case 1: return this.#skip(8, end)
      case 5: return this.#skip(4, end)
      case 2: return this.#content(field, this.#varint(end), end)
      default: throw this.#damaged()
    }
  }

  #content(field: DescField | undefined, length: number, end: number): void {
    const inner = this.#at + length
    if (!(inner <= end)) throw this.#damaged()
    if (field?.message) return this.message(field.message, inner)
    // An integer may be one byte long, and is sixteen and more once it is decoded.
    if (field?.fieldKind === 'list' && field.listKind === 'scalar')
      this.#integers += length / (shares.get(field.scalar) ?? Infinity)
    if (this.#integers > mostIntegers) throw this.#fault(`it has more than ${mostIntegers} integers`)
    this.#at = inner
  }

  #skip(length: number, end: number): void {
    if (this.#at + length > end) throw this.#damaged()
    this.#at += length
  }

  /** Exact up to 2^53, which is more than any length that is not damaged. */
  #varint(end: number): number {
    for (let value = 0, scale = 1, i = 0; i < 10 && this.#at < end; i++, scale *= 128) {
      const byte = this.#bytes[this.#at++]
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw this.#damaged()
  }

  #damaged(): Error {
    return this.#fault('it is not a whole ONNX file')
  }
}
