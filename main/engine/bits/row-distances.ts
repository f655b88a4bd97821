/**
 * One row of packed bits compared with many, by WebAssembly's vectors of 16 bytes: four times as fast as words, so that
 * it takes hardly longer than reading the rows.
 */
import { countDifferences } from './bits'

const vector = 16
const pageBytes = 65_536

/**
 * The module, as it is written in WebAssembly's text form:
 *
 *     (memory (export "memory") 1)
 *     (func (export "distance") (param $one i32) (param $other i32) (param $bytes i32) (result i32)
 *       (local $end i32) (local $sum v128)
 *       (local.set $end (i32.add (local.get $one) (local.get $bytes)))
 *       (loop $vectors
 *         (local.set $sum (i32x4.add (local.get $sum) (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u
 *           (i8x16.popcnt (v128.xor (v128.load (local.get $one)) (v128.load (local.get $other))))))))
 *         (local.set $one (i32.add (local.get $one) (i32.const 16)))
 *         (local.set $other (i32.add (local.get $other) (i32.const 16)))
 *         (br_if $vectors (i32.lt_u (local.get $one) (local.get $end))))
 *       the sum of $sum's four lanes)
 */
const sections = [
  '0061736d 01000000',
  // Types: three i32 to one.
  '01 08 01 60 03 7f7f7f 01 7f',
  '03 02 01 00',
  '05 03 01 00 01',
  // Exports: "memory" and "distance".
  '07 15 02 06 6d656d6f7279 02 00 08 64697374616e6365 00 00',
  // Code: of one function, with its locals.
  '0a 59 01 57 02 01 7f 01 7b',
  '2000 2002 6a 2103',
  '03 40',
  '2004 2000 fd000000 2001 fd000000 fd51 fd62 fd7d fd7f fdae01 2104',
  '2000 4110 6a 2100',
  '2001 4110 6a 2101',
  '2000 2003 49 0d00 0b',
  '2004 fd1b00 2004 fd1b01 6a 2004 fd1b02 6a 2004 fd1b03 6a 0b'
]

interface Exports {
  memory: { readonly buffer: ArrayBuffer; grow: (pages: number) => number }
  distance: (one: number, other: number, bytes: number) => number
}

/** Node has it, and no types for it. */
const { Module, Instance } = (globalThis as unknown as {
  WebAssembly: { Module: new (bytes: Uint8Array) => object; Instance: new (module: object) => { exports: unknown } }
}).WebAssembly

export class RowDistances {
  /** Where rows are put, one after the other. */
  readonly rows: Uint8Array
  readonly #own: Uint8Array
  readonly #distance: Exports['distance']
  readonly #rowsAt: number

  /** @param most how many rows have room */
  constructor(own: Uint8Array, most: number) {
    const module = new Module(Buffer.from(sections.join('').replaceAll(' ', ''), 'hex'))
    const { memory, distance } = new Instance(module).exports as Exports
    this.#distance = distance
    this.#rowsAt = Math.ceil(own.length / vector) * vector
    memory.grow(Math.ceil((this.#rowsAt + most * own.length) / pageBytes))
    this.#own = new Uint8Array(memory.buffer, 0, own.length)
    this.#own.set(own)
    this.rows = new Uint8Array(memory.buffer, this.#rowsAt, most * own.length)
  }

  /** In how many bits a row differs from the own one. */
  of(row: number): number {
    const { length } = this.#own
    const whole = length - length % vector
    const at = row * length
    const vectors = whole === 0 ? 0 : this.#distance(0, this.#rowsAt + at, whole)
    return vectors + (whole === length ? 0 : countDifferences(this.#own, whole, this.rows, at + whole, length - whole))
  }
}
