/**
 * Thrift's compact protocol, in which Parquet keeps its footer and the heads of its pages. Fields are found by number;
 * what is not asked for is passed over. No length is believed that the bytes at hand do not have.
 */
export type ThriftValue = boolean | number | Buffer | ThriftValue[] | ThriftStruct

const types = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, struct: 12 }
const deepest = 24

export class ThriftStruct {
  readonly #fields: ReadonlyMap<number, ThriftValue>

  constructor(fields: ReadonlyMap<number, ThriftValue>) {
    this.#fields = fields
  }

  has(field: number): boolean {
    return this.#fields.has(field)
  }

  /** @throws Error where there is none, or it is no whole number */
  whole(field: number): number {
    const value = this.#fields.get(field)
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Error(`number ${field} is not there`)
    return value
  }

  wholeOr<T>(field: number, other: T): number | T {
    return this.has(field) ? this.whole(field) : other
  }

  flag(field: number): boolean | null {
    const value = this.#fields.get(field)
    return typeof value === 'boolean' ? value : null
  }

  text(field: number): string | null {
    const value = this.#fields.get(field)
    return Buffer.isBuffer(value) ? value.toString('utf8') : null
  }

  texts(field: number): string[] {
    return this.#list(field).map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : ''))
  }

  struct(field: number): ThriftStruct {
    const value = this.#fields.get(field)
    if (!(value instanceof ThriftStruct)) throw new Error(`structure ${field} is not there`)
    return value
  }

  /** Empty where there is none. */
  structs(field: number): ThriftStruct[] {
    return this.#list(field).filter((value) => value instanceof ThriftStruct)
  }

  #list(field: number): readonly ThriftValue[] {
    const value = this.#fields.get(field)
    return Array.isArray(value) ? value : []
  }
}

export class ThriftReader {
  readonly #bytes: Buffer
  position = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** @throws Error for what is none, or goes beyond the bytes */
  struct(depth = 0): ThriftStruct {
    if (depth > deepest) throw new Error('it is nested too deeply')
    const fields = new Map<number, ThriftValue>()
    for (let field = 0;;) {
      const head = this.#byte()
      if (head === 0) return new ThriftStruct(fields)
      const step = head >> 4
      field = step > 0 ? field + step : this.#whole()
      fields.set(field, this.#value(head & 15, depth, false))
    }
  }

  /** Unsigned, of at most nine bytes. */
  varint(): number {
    let value = 0
    for (let scale = 1, i = 0; i < 9; i++, scale *= 128) {
      const byte = this.#byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    // The tenth byte is that of a negative number, which nothing here may be.
    if (this.#byte() < 128) return Infinity
    throw new Error('a number does not end')
  }

  #byte(): number {
    const byte = this.#bytes[this.position++]
    if (byte === undefined) throw new Error('it ends too early')
    return byte
  }

  #whole(): number {
    const zigzag = this.varint()
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
  }

  #value(type: number, depth: number, listed: boolean): ThriftValue {
    switch (type) {
      case types.true:
      case types.false:
        return listed ? this.#byte() === types.true : type === types.true
      case types.byte: return this.#byte()
      case types.i16:
      case types.i32:
      case types.i64:
        return this.#whole()
      case types.double: return this.#take(8)
      case types.binary: return this.#take(this.varint())
      case types.list:
      case types.set:
        return this.#list(depth + 1)
      case types.struct: return this.struct(depth + 1)
      default: throw new Error(`it has a value of type ${type}`)
    }
  }

  #list(depth: number): ThriftValue[] {
    if (depth > deepest) throw new Error('it is nested too deeply')
    const head = this.#byte()
    const count = head >> 4 === 15 ? this.varint() : head >> 4
    // Every element takes a byte at least.
    if (count > this.#bytes.length - this.position) throw new Error('a list goes beyond its end')
    return Array.from({ length: count }, () => this.#value(head & 15, depth, true))
  }

  #take(length: number): Buffer {
    if (length > this.#bytes.length - this.position) throw new Error('a text goes beyond its end')
    const taken = this.#bytes.subarray(this.position, this.position + length)
    this.position += length
    return taken
  }
}
