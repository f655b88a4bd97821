/**
 * Runs an ONNX file in onnxruntime, in a thread: it computes without a pause, so only a thread can be ended when its
 * time is over.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { CannotRun, patience, type Ran } from '../runtime'
import type { OnnxRunAnswer, OnnxRunRequest } from './requests'

/** The built worker.ts beside this process' own program; beside the sources, which tests run, lies none. */
function builtProgram(): string {
  const beside = join(import.meta.dirname, 'onnx-runner.js')
  return existsSync(beside) ? beside : join(import.meta.dirname, '../../../../out/main/onnx-runner.js')
}

/**
 * @param milliseconds after which what is done by then is all
 * @throws CannotRun where not one image was run
 */
export function ranInThread(request: OnnxRunRequest, milliseconds = patience): Promise<Ran> {
  const worker = new Worker(builtProgram(), { workerData: request, stdout: true, stderr: true })
  return new Promise<Ran>((resolve, reject) => {
    const images: Float32Array[][] = []
    let runtime = 'onnxruntime'
    const end = (why: string | null): void => {
      clearTimeout(timer)
      void worker.terminate()
      if (images.length > 0 && why === null) resolve({ runtime, images })
      else reject(new CannotRun(why ?? `${runtime} did not run one image in ${milliseconds / 1000} s`))
    }
    const timer = setTimeout(() => { end(null) }, milliseconds)
    worker.on('message', (answer: OnnxRunAnswer) => {
      switch (answer.kind) {
        case 'loaded': runtime = `onnxruntime ${answer.version}`; break
        case 'ran': images.push(answer.values); break
        case 'ended': end(null); break
        case 'unable': end(`${runtime} says: ${answer.reason}`)
      }
    })
    worker.once('error', (error) => { end(`${runtime} ended: ${error.message}`) })
    worker.once('exit', () => { end(`${runtime} ended before it had run the file`) })
  })
}
