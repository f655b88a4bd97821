/**
 * Python's pickles (protocols 2 to 5) as far as dictionaries of numbers, texts and NumPy arrays need them. A pickle is
 * a program, and one that Python runs may do anything: here the instructions that build plain values are followed,
 * nothing is called, and every other instruction and name is refused. Bytes longer than a name are passed over, and
 * where they lie is told.
 */
import type { ByteReader } from '../byte-reader'
import type { Fault } from '../fault'
import { called, fill, knownNames } from './numpy'
import { PickleStack } from './stack'
import { isOf, PickleProblem, type PickleValue } from './values'

const protocols = { first: 2, last: 5 }
const longestKept = 64
const longestName = 80

export interface PickleBounds {
  /** Bytes of the pickle, exactly. */
  bytes: number
  /** Most instructions, and so most values. */
  instructions: number
}

/** @throws Failure for whatever is no such pickle */
export async function readPickle(reader: ByteReader, bounds: PickleBounds, fault: Fault): Promise<PickleValue> {
  try {
    return await new PickleReader(reader, bounds).read()
  } catch (error) {
    throw error instanceof PickleProblem ? fault(error.message) : error
  }
}

type Instruction = (pickle: PickleReader) => Promise<void> | void

class PickleReader {
  readonly stack = new PickleStack()
  readonly #reader: ByteReader
  readonly #bounds: PickleBounds
  readonly #begin: number

  constructor(reader: ByteReader, bounds: PickleBounds) {
    this.#reader = reader
    this.#bounds = bounds
    this.#begin = reader.position
  }

  async read(): Promise<PickleValue> {
    const [first] = await this.#take(1)
    if (first !== protocolCode) throw new PickleProblem('does not begin as a pickle does')
    await this.protocol()
    for (let count = 1; ; count++) {
      if (count > this.#bounds.instructions) throw new PickleProblem(`has more than ${count - 1} pickle instructions`)
      const [code] = await this.#take(1)
      if (code === stopCode) break
      const instruction = instructions.get(code)
      if (instruction === undefined)
        throw new PickleProblem(`has the pickle instruction ${code}, which arrays of bytes do not need`)
      const done = instruction(this)
      if (done !== undefined) await done
    }
    const read = this.#position
    if (read !== this.#bounds.bytes) throw new PickleProblem(`goes on after ${read} bytes`)
    return this.stack.pop()
  }

  async protocol(): Promise<void> {
    const version = await this.number(1)
    if (version < protocols.first || version > protocols.last)
      throw new PickleProblem(`is a pickle of protocol ${version}, and those of 2 to 5 are read`)
  }

  /** Little-endian, without a sign; beyond 2⁵³ is more than any file has. */
  async number(bytes: 1 | 2 | 4 | 8): Promise<number> {
    const taken = await this.#take(bytes)
    return bytes === 8 ? Number(taken.readBigUInt64LE()) : taken.readUIntLE(0, bytes)
  }

  async signed(bytes: number): Promise<number> {
    if (bytes > 6) throw new PickleProblem('holds a number of more than 48 bits')
    return bytes === 0 ? 0 : (await this.#take(bytes)).readIntLE(0, bytes)
  }

  /** Kept where it may be a name, and passed over where it is longer. */
  async text(bytes: number, isText: boolean): Promise<void> {
    const start = this.#position
    if (bytes > longestKept) {
      this.#demand(bytes)
      await this.#reader.skip(bytes)
      this.stack.push({ kind: 'stretch', start, bytes, isText })
    } else this.stack.push((await this.#take(bytes)).toString(isText ? 'utf8' : 'latin1'))
  }

  async line(): Promise<string> {
    let text = ''
    for (;;) {
      const [code] = await this.#take(1)
      if (code === newLine) return text
      text += String.fromCharCode(code)
      if (text.length > longestName) throw new PickleProblem('holds a name that is too long')
    }
  }

  name(module: PickleValue, name: PickleValue): void {
    const whole = typeof module === 'string' && typeof name === 'string' ? `${module}.${name}` : ''
    if (!knownNames.has(whole)) throw new PickleProblem(`would have Python use ${toldName(whole)} to unpickle it`)
    this.stack.push({ kind: 'named', name: whole })
  }

  reduce(): void {
    const [what, given] = this.stack.popAs(2)
    const made = isOf(what, 'named') && Array.isArray(given) ? called(what.name, given) : null
    if (made === null) throw new PickleProblem('holds an array that is not pickled as NumPy does')
    this.stack.push(made)
  }

  build(): void {
    const state = this.stack.pop()
    if (!fill(this.stack.top, state)) throw new PickleProblem('holds an array that is not pickled as NumPy does')
  }

  get #position(): number {
    return this.#reader.position - this.#begin
  }

  #demand(bytes: number): void {
    if (this.#position + bytes > this.#bounds.bytes) throw new PickleProblem(`ends after ${this.#bounds.bytes} bytes`)
  }

  #take(bytes: number): Promise<Buffer> {
    this.#demand(bytes)
    return this.#reader.take(bytes)
  }
}

/** A name may hold anything. */
const toldName = (name: string): string => (/^[\w.]+$/.test(name) ? name : 'something')

const newLine = 10
const protocolCode = 0x80
const stopCode = 0x2e

const text = (lengthBytes: 1 | 4 | 8, isText: boolean): Instruction =>
  async (pickle) => pickle.text(await pickle.number(lengthBytes), isText)
const constant = (value: null | boolean): Instruction => ({ stack }) => stack.push(value)
const tuple = (size: number): Instruction => ({ stack }) => stack.push(stack.popAs(size))

/** By the names that Python's pickletools gives them. */
const instructions: ReadonlyMap<number, Instruction> = new Map<number, Instruction>([
  /* PROTO */ [protocolCode, (pickle) => pickle.protocol()],
  /* FRAME */ [0x95, async (pickle) => { await pickle.number(8) }],
  /* NONE */ [0x4e, constant(null)],
  /* NEWTRUE */ [0x88, constant(true)],
  /* NEWFALSE */ [0x89, constant(false)],
  /* BININT */ [0x4a, async (pickle) => pickle.stack.push(await pickle.signed(4))],
  /* BININT1 */ [0x4b, async (pickle) => pickle.stack.push(await pickle.number(1))],
  /* BININT2 */ [0x4d, async (pickle) => pickle.stack.push(await pickle.number(2))],
  /* LONG1 */ [0x8a, async (pickle) => pickle.stack.push(await pickle.signed(await pickle.number(1)))],
  /* SHORT_BINSTRING */ [0x55, text(1, false)],
  /* BINSTRING */ [0x54, text(4, false)],
  /* SHORT_BINBYTES */ [0x43, text(1, false)],
  /* BINBYTES */ [0x42, text(4, false)],
  /* BINBYTES8 */ [0x8e, text(8, false)],
  /* BYTEARRAY8 */ [0x96, text(8, false)],
  /* SHORT_BINUNICODE */ [0x8c, text(1, true)],
  /* BINUNICODE */ [0x58, text(4, true)],
  /* EMPTY_LIST */ [0x5d, ({ stack }) => stack.push([])],
  /* EMPTY_TUPLE */ [0x29, ({ stack }) => stack.push([])],
  /* EMPTY_DICT */ [0x7d, ({ stack }) => stack.push(new Map())],
  /* TUPLE1 */ [0x85, tuple(1)],
  /* TUPLE2 */ [0x86, tuple(2)],
  /* TUPLE3 */ [0x87, tuple(3)],
  /* MARK */ [0x28, ({ stack }) => stack.mark()],
  /* TUPLE */ [0x74, ({ stack }) => stack.push(stack.popToMark())],
  /* APPEND */ [0x61, ({ stack }) => stack.append([stack.pop()])],
  /* APPENDS */ [0x65, ({ stack }) => stack.append(stack.popToMark())],
  /* SETITEM */ [0x73, ({ stack }) => stack.setItems(stack.popAs(2))],
  /* SETITEMS */ [0x75, ({ stack }) => stack.setItems(stack.popToMark())],
  /* BINPUT */ [0x71, async (pickle) => pickle.stack.keep(await pickle.number(1))],
  /* LONG_BINPUT */ [0x72, async (pickle) => pickle.stack.keep(await pickle.number(4))],
  /* MEMOIZE */ [0x94, ({ stack }) => stack.keep(null)],
  /* BINGET */ [0x68, async (pickle) => pickle.stack.pushKept(await pickle.number(1))],
  /* LONG_BINGET */ [0x6a, async (pickle) => pickle.stack.pushKept(await pickle.number(4))],
  /* GLOBAL */ [0x63, async (pickle) => pickle.name(await pickle.line(), await pickle.line())],
  /* STACK_GLOBAL */ [0x93, (pickle) => {
    const [module, name] = pickle.stack.popAs(2)
    pickle.name(module, name)
  }],
  /* REDUCE */ [0x52, (pickle) => pickle.reduce()],
  /* BUILD */ [0x62, (pickle) => pickle.build()]
])
