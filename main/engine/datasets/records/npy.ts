/**
 * The head of an array in NumPy's formats 1.0 to 3.0: magic, version, the length of a Python dictionary (two bytes in
 * 1.0, four after), the dictionary; then the values. Nothing in it is trusted.
 */
const magic = Buffer.from([0x93, ...Buffer.from('NUMPY', 'latin1')])
/** Bytes before the dictionary's length. */
export const npyPrefixBytes = 8
export const longestNpyHead = 65_536
const mostDimensions = 32

/** `type` in NumPy's notation, as `|u1`; null what the dictionary does not say. */
export interface NpyHead { type: string | null; isFortran: boolean; shape: number[] | null }

/** How many bytes the dictionary's length takes; null where this is no array of NumPy. */
export function npyLengthBytes(prefix: Buffer): 2 | 4 | null {
  if (prefix.length < npyPrefixBytes || !prefix.subarray(0, magic.length).equals(magic)) return null
  return prefix[6] === 1 ? 2 : 4
}

export function npyHead(dictionary: string): NpyHead {
  const [, type] = /'descr':\s*'([^']*)'/.exec(dictionary) ?? []
  const [, tuple] = /'shape':\s*\(([\d,\s]*)\)/.exec(dictionary) ?? []
  return {
    type: type ?? null,
    isFortran: !/'fortran_order':\s*False/.test(dictionary),
    shape: tuple === undefined ? null : sizesOf(tuple)
  }
}

function sizesOf(tuple: string): number[] | null {
  const sizes = tuple.split(',').map((text) => text.trim()).filter((text) => text !== '').map(Number)
  return sizes.length <= mostDimensions && sizes.every(Number.isSafeInteger) ? sizes : null
}

/** As people call a type: `<f4` is float32. */
export function typeTitle(type: string): string {
  const [, kind = '', bytes = ''] = /^[<>|=]?([a-z])(\d{1,3})$/i.exec(type) ?? []
  const title = { u: 'uint', i: 'int', f: 'float', c: 'complex' }[kind]
  if (title !== undefined) return `${title}${8 * Number(bytes)}${type.startsWith('>') ? ', big-endian' : ''}`
  return kind === 'b' ? 'bool' : 'other than numbers'
}
