/** Protocol buffers, changed field by field: lengths stay right around what is changed. */
import type { Chance } from '../chance'
import { changedBytes } from './bytes'

interface Field { tag: number; value: bigint | Buffer | Field[] }

/** Deeper ones are taken for plain bytes. */
const deepest = 12

class Reader {
  at = 0
  constructor(readonly bytes: Buffer) {}

  varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) throw new Error('it ends')
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
    throw new Error('no number')
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new Error('it ends')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }
}

function fieldsOf(bytes: Buffer, level = 0): Field[] {
  const reader = new Reader(bytes)
  const fields: Field[] = []
  while (reader.at < bytes.length) {
    const tag = Number(reader.varint())
    const wire = tag & 7
    if (tag < 8 || ![0, 1, 2, 5].includes(wire)) throw new Error('no field')
    if (wire === 0) fields.push({ tag, value: reader.varint() })
    else if (wire === 2) fields.push({ tag, value: inner(reader.take(Number(reader.varint())), level) })
    else fields.push({ tag, value: reader.take(wire === 1 ? 8 : 4) })
  }
  return fields
}

function inner(bytes: Buffer, level: number): Buffer | Field[] {
  if (level === deepest || bytes.length < 2) return bytes
  try {
    return fieldsOf(bytes, level + 1)
  } catch {
    return bytes
  }
}

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  for (let left = BigInt.asUintN(64, value); ; left >>= 7n) {
    if (left < 128n) return Buffer.from([...bytes, Number(left)])
    bytes.push(Number(left & 127n) | 128)
  }
}

function written(fields: readonly Field[]): Buffer {
  return Buffer.concat(fields.flatMap(({ tag, value }) => {
    if (typeof value === 'bigint') return [varint(BigInt(tag)), varint(value)]
    const bytes = Buffer.isBuffer(value) ? value : written(value)
    return (tag & 7) === 2 ? [varint(BigInt(tag)), varint(BigInt(bytes.length)), bytes] : [varint(BigInt(tag)), bytes]
  }))
}

/** Every list of fields that has any. */
function listsIn(fields: Field[], lists: Field[][] = []): Field[][] {
  if (fields.length > 0) lists.push(fields)
  for (const { value } of fields) if (Array.isArray(value)) listsIn(value, lists)
  return lists
}

const edges = [0n, 1n, 2n, 3n, 6n, 7n, 8n, 100n, 1n << 31n, 1n << 32n, 1n << 53n, 1n << 62n, (1n << 64n) - 1n]

function changeOne(field: Field, list: Field[], lists: readonly Field[][], chance: Chance): void {
  const at = list.indexOf(field)
  switch (chance.whole(6)) {
    case 0: return void list.splice(at, 1)
    case 1: return void list.splice(at, 0, structuredCloneOf(field))
    case 2: return void list.splice(at, 1, structuredCloneOf(chance.of(chance.of(lists))))
    case 3:
      field.tag = chance.whole(30) * 8 + 8 | field.tag & 7
      return
    default:
      if (typeof field.value === 'bigint')
        field.value = chance.of([...edges, field.value + 1n, field.value - 1n, field.value * 2n])
      else if (Buffer.isBuffer(field.value) && (field.tag & 7) === 2) field.value = changedBytes(field.value, chance)
  }
}

function structuredCloneOf({ tag, value }: Field): Field {
  if (typeof value === 'bigint') return { tag, value }
  return { tag, value: Buffer.isBuffer(value) ? Buffer.from(value) : value.map(structuredCloneOf) }
}

/** A changed copy of a message. */
export function changedMessage(original: Uint8Array, chance: Chance): Buffer {
  const fields = fieldsOf(Buffer.from(original))
  for (let i = chance.few(4); i > 0; i--) {
    const lists = listsIn(fields)
    if (lists.length === 0) break
    const list = chance.of(lists)
    changeOne(chance.of(list), list, lists, chance)
  }
  return written(fields)
}
