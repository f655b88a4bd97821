/** The thread that reads one model in HDF5, and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { Failure } from '../../../preload/schema/failure'
import { faultOf } from '../fault'
import { h5Format } from '../formats/h5'
import { kerasFormat } from '../formats/keras'
import type { ImportedModel } from '../model'
import { holdMemoryTo } from './memory'
import type { Hdf5Answer, Hdf5Request } from './requests'

const { format, name, bytes, sides, pieces } = workerData as Hdf5Request
const formats = { h5: h5Format, keras: kerasFormat }

/** Those that are handed over, not copied: of weights, and of the file itself. */
function buffersOf({ weights, original: { program } }: ImportedModel): ArrayBufferLike[] {
  const file = program.kind === 'layers' ? program.file : null
  return [...weights.values(), ...file === null ? [] : [file.bytes]].map(({ buffer }) => buffer)
}

function say(answer: Hdf5Answer): void {
  const buffers = answer.kind === 'read' ? buffersOf(answer.model) : []
  parentPort?.postMessage(answer, [...new Set(buffers)] as ArrayBuffer[])
}

async function read(): Promise<Hdf5Answer> {
  holdMemoryTo(bytes.length)
  const told = { name, bytes, fault: faultOf(name), onPiece: () => { Atomics.add(pieces, 0, 1) } }
  try {
    return { kind: 'read', model: await formats[format](told, sides) }
  } catch (error) {
    if (error instanceof Failure) return { kind: 'refused', sentence: error.message }
    return { kind: 'failed', message: error instanceof Error ? error.stack ?? error.message : String(error) }
  }
}

void read().then(say)
