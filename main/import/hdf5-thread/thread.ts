/**
 * Reads models in HDF5 in a thread that can be ended. A damaged file may keep HDF5's library busy for ever, end the
 * program that reads it, or ask for all memory; here it costs a thread.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Failure } from '../../../preload/schema/failure'
import type { Fault } from '../fault'
import type { ImportFormat } from '../formats/format'
import type { ImportedModel } from '../model'
import type { Hdf5Answer, Hdf5FormatName, Hdf5Request } from './requests'

/** The built worker.ts beside this process' own program; beside the sources, which tests run, lies none. */
function builtProgram(): string {
  const beside = join(import.meta.dirname, 'model-reader.js')
  return existsSync(beside) ? beside : join(import.meta.dirname, '../../../out/main/model-reader.js')
}

/** Milliseconds between two looks at whether it goes on. */
const look = 250

/**
 * Milliseconds that this process works without a further piece, after which the thread is taken to go on for ever; a
 * piece takes some of them. Work and not time, of which much passes where other programs have the processor.
 */
const mostWork = 3000

/** Bytes of a large file that are read in a millisecond, at least. */
const slowest = 20_000

/** Looks without a further piece: of a thread that does nothing at all. Counted, as a laptop may sleep meanwhile. */
const mostLooks = 240

/** Of JavaScript, for settings and names: weights lie outside it. */
const megabytes = 1024

export const inThread = (format: Hdf5FormatName): ImportFormat => ({ name, bytes, fault }, _topology, sides) => {
  const pieces = new Int32Array(new SharedArrayBuffer(4))
  const patience = mostWork + bytes.length / slowest
  const workerData: Hdf5Request = { format, name, bytes, sides, pieces }
  const worker = new Worker(builtProgram(), {
    workerData, transferList: [bytes.buffer as ArrayBuffer], stdout: true, stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: megabytes }
  })
  return answerOf(worker, pieces, patience, fault)
}

/** Milliseconds that this process has worked, all of its threads. */
const worked = (): number => (({ user, system }) => (user + system) / 1000)(process.cpuUsage())

/** @param patience milliseconds of work without a further piece */
function answerOf(
  worker: Worker, pieces: Int32Array<SharedArrayBuffer>, patience: number, fault: Fault
): Promise<ImportedModel> {
  return new Promise<ImportedModel>((resolve, reject) => {
    let [read, looks, before] = [0, 0, worked()]
    const timer = setInterval(() => {
      const now = Atomics.load(pieces, 0)
      if (now !== read) [read, looks, before] = [now, 0, worked()]
      if (++looks < mostLooks && worked() - before < patience) return
      reject(fault(`it was not read any further in ${(patience / 1000).toFixed(0)} s of work, so it is damaged`))
      end()
    }, look)
    const end = (): void => {
      clearInterval(timer)
      void worker.terminate()
    }
    worker.once('message', (answer: Hdf5Answer) => {
      if (answer.kind === 'read') resolve(answer.model)
      else if (answer.kind === 'refused') reject(new Failure(answer.sentence))
      else reject(new Error(answer.message))
      end()
    })
    worker.once('error', () => reject(fault('it asks for more memory than a file of its size needs')))
    worker.once('exit', () => {
      clearInterval(timer)
      reject(fault('it is not a whole HDF5 file'))
    })
  })
}
