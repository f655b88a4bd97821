/** Bounds the memory of WebAssembly in this thread: that of its JavaScript is bounded by Node, this by nobody. */

/** What is used of it here; the types of Node alone do not know it. */
interface Memory { buffer: ArrayBuffer; grow: (pages: number) => number }
const { prototype } = (Reflect.get(globalThis, 'WebAssembly') as { Memory: { prototype: Memory } }).Memory

const pageBytes = 65_536

/** What HDF5's library takes for itself, many times over. */
const ofLibrary = 128 * 2 ** 20

/** Of a file, how much more than its size its values and their unpacking may take. */
const times = 3

/**
 * From now on memory grows no further than a file of that size needs; what asks for more gets none, as on a machine
 * that has no more.
 */
export function holdMemoryTo(fileBytes: number): void {
  const most = ofLibrary + times * fileBytes
  const { grow } = prototype
  prototype.grow = function (this: Memory, pages: number): number {
    if (this.buffer.byteLength + pages * pageBytes > most) throw new RangeError('no more memory for this file')
    return grow.call(this, pages)
  }
}
